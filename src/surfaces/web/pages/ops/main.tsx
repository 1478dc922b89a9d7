import '../shared/theme.css';
import './ops.css';
import { render } from 'preact';
import { OpsPage } from './ops-page.tsx';

const place = document.getElementById('page');
if (place !== null) render(<OpsPage />, place);
