import { bytesText, durationText, lengthText } from '../../../../../jobs/measures.ts';
import type { ThreadWords } from './words.ts';

/** Neutral Spanish, with tú. */
export const spanish: ThreadWords = {
  title: 'Avatar parlante',
  bot: 'Avatar parlante',
  you: 'Tú',
  loading: 'Un momento…',
  titleWhenReady: '▶ Tu video está listo',
  preview: {
    short: 'Vista previa',
    long: 'La hace el entorno de pruebas incluido. No cuesta nada.',
  },
  takesNoRequests:
    'Ahora mismo no se aceptan solicitudes nuevas. Lo que está en curso se terminará; vuelve más tarde.',
  connection: {
    lost: 'Se perdió la conexión; intentándolo de nuevo…',
    paused: 'Esta página está abierta en muchas pestañas, así que esta dejó de actualizarse.',
    resume: 'Seguir aquí',
  },
  trouble: {
    forbidden: 'El bot no permite usar esta página.',
    unknown: 'El bot ya no te reconocía y empezó un hilo nuevo. Inténtalo otra vez.',
    'too-many': 'Fueron demasiadas cosas a la vez. Espera un minuto e inténtalo de nuevo.',
    unavailable: 'El bot no puede hacerlo en este momento. Inténtalo dentro de un rato.',
    failed: 'El bot no pudo hacerlo. Inténtalo de nuevo.',
    'no-answer': 'El bot no respondió. Comprueba la conexión e inténtalo de nuevo.',
  },
  welcome: {
    heading: 'Haz hablar a una imagen',
    text: 'Dame la imagen de una cara y un audio con voz. Recibirás un video en el que esa cara dice justo eso.',
    trySample: 'Probar con un ejemplo',
    orOwn: 'O empieza con lo tuyo, más abajo.',
  },
  thread: 'Tus videos',
  composer: {
    heading: 'Video nuevo',
    again: {
      portrait: 'Otra vez, con otra imagen',
      clip: 'Otra vez, con otra voz',
      prompt: 'Otra vez, con otras instrucciones',
    },
    leaveAgain: 'Volver a un video nuevo',
    prompt: 'Instrucciones (opcional)',
    promptHint: 'Movimiento y ánimo: sonriendo, asintiendo…',
    promptCount: (characters, max) => `${digits(characters)} de ${digits(max)} caracteres`,
    promptTooLong: (characters, max) =>
      `Las instrucciones tienen ${digits(characters)} caracteres; el máximo son ${digits(max)}. Acórtalas.`,
    quality: 'Calidad',
    std: { name: 'Estándar', pixels: '720p' },
    pro: { name: 'Profesional', pixels: '1080p' },
    previewPrice: 'En esta vista previa no se paga nada.',
    send: 'Crear el video',
    sending: 'Enviando…',
    sendingAgain: 'Aún no hay respuesta. Se está enviando de nuevo y no se creará dos veces.',
    stopSending: 'Dejar de enviar',
  },
  parts: {
    portrait: {
      label: 'Imagen de una cara',
      hint: 'Suelta, pega o elige una, o toma un ejemplo:',
      choose: 'Elegir imagen',
      replace: 'Cambiar imagen',
      remove: 'Quitar la imagen',
      missing: 'Todavía no hay imagen. Elige una.',
      stillComing: 'La imagen se está comprobando. Un momento, por favor.',
      sample: (name) => `Imagen de ejemplo: ${name}`,
      kept: 'La imagen se mantiene.',
    },
    clip: {
      label: 'Voz',
      hint: 'Suelta o elige un audio de 1 s a 5 min, o toma un ejemplo:',
      choose: 'Elegir audio',
      replace: 'Cambiar audio',
      remove: 'Quitar el audio',
      missing: 'Todavía no hay audio. Añade uno.',
      stillComing: 'El audio se está comprobando. Un momento, por favor.',
      sample: (name) => `Voz de ejemplo: ${name}`,
      kept: 'La voz se mantiene.',
    },
  },
  samples: {
    names: {
      woman: 'Mujer',
      robot: 'Robot',
      'woman-voice': 'Mujer',
      'robot-voice': 'Robot',
    },
    nameless: (number) => `Ejemplo ${number}`,
  },
  files: {
    dropHere: 'Suelta una imagen o un audio',
    neither: (name) => `${name} no es ni una imagen ni un sonido.`,
    uploading: (percent) => `Subiendo, ${percent} %`,
    checking: 'Comprobando…',
    stop: 'Detener la subida',
    tooHeavy: (bytes, max) =>
      `El archivo pesa ${bytesText(bytes)}; el máximo es ${bytesText(max)}. Elige uno que pese menos.`,
  },
  camera: {
    open: 'Cámara',
    title: 'Hacer una foto',
    starting: 'Iniciando la cámara…',
    shoot: 'Tomar la foto',
    trouble: {
      forbidden:
        'El navegador no deja que esta página use la cámara. Permítelo o elige un archivo.',
      missing: 'No se encontró ninguna cámara. Elige un archivo.',
      broken: 'No se pudo iniciar la cámara. Puede que otro programa la esté usando.',
    },
  },
  recording: {
    start: 'Grabar',
    stop: 'Parar y usarlo',
    discard: 'Descartar',
    starting: 'Iniciando el micrófono…',
    running: 'Grabando',
    nothingHeard: 'No oigo nada. ¿Está encendido el micrófono?',
    trouble: {
      forbidden:
        'El navegador no deja que esta página use el micrófono. Permítelo o elige un archivo.',
      missing: 'No se encontró ningún micrófono. Elige un archivo.',
      broken: 'No se pudo iniciar el micrófono. Puede que otro programa lo esté usando.',
    },
  },
  player: { play: 'Reproducir', pause: 'Pausar', position: 'Posición' },
  exchange: {
    request: (time) => `Tu solicitud de las ${time}`,
    portrait: 'La imagen que enviaste',
    clip: 'El audio que enviaste',
    video: 'Tu avatar parlante',
    progress: 'Progreso',
    elapsed: (duration) => `${duration} hasta ahora`,
    left: (duration) => `faltan unos ${duration}`,
    download: 'Descargar',
    retry: 'Repetir',
    cancel: 'Cancelar',
    delete: 'Borrar',
    change: { portrait: 'Otra imagen', clip: 'Otra voz', prompt: 'Otras instrucciones' },
    confirmDelete: '¿Borrar para siempre el video, la imagen y la voz?',
    keep: 'Conservar',
  },
  close: 'Cerrar',
  length: (seconds) => lengthText(seconds),
  duration: (ms) => durationText(ms),
  pixels: (width, height) => `${width} × ${height} píxeles`,
  price,
  pricePerSecond: (each) => `${price(each)} por segundo`,
};

/** In USD: in much of the Spanish-speaking world a bare $ is a peso. */
function price({ units, dollars }: { units: number; dollars: number }): string {
  return `${units} ${units === 1 ? 'unidad' : 'unidades'} (${dollars.toFixed(2)} USD)`;
}

function digits(count: number): string {
  return count.toLocaleString('es');
}
