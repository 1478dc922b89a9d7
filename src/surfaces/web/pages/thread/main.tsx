import '../shared/theme.css';
import './thread.css';
import './voice-player.css';
import './exchange/exchange.css';
import './composer/composer.css';
import './parts/part-field.css';
import './devices/devices.css';
import { render } from 'preact';
import { ThreadPage } from './thread-page.tsx';

const place = document.getElementById('page');
if (place !== null) render(<ThreadPage />, place);
