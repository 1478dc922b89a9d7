import type { Job, Outcome } from './job.ts';
import { dollarsFor } from './limits.ts';
import { bytesText, dayText, durationText, lengthText, ratioText, timeText } from './measures.ts';
import type { Problem } from './problem.ts';
import type { KeptVideo, Replies } from './replies.ts';
import type { ProgressView } from './view.ts';

/** Neutral Spanish, with tú. */
export const spanish: Replies = {
  accepted: (jobId, mode) =>
    `Tu avatar parlante está en marcha, en calidad ${mode === 'pro' ? 'profesional' : 'estándar'}. Trabajo ${jobId}.`,
  acceptedBefore: (jobId) => `Este mensaje ya está en marcha como trabajo ${jobId}.`,
  phase,
  progress: (view) =>
    view.phase === 'done' ? phase(view) : `${phase(view)} (${durationText(view.elapsedMs)})`,
  askedWhen: (when) => `Pedido ${when}`,
  outcome,
  fitted: (job, bytes, fittedBytes) =>
    `Aquí tienes tu avatar parlante. Pesaba ${bytesText(bytes)}, más de lo que se puede publicar aquí, así que esta es una copia de ${bytesText(fittedBytes)}. Trabajo ${job.id}.`,
  tooLarge: (job, bytes, maxBytes, kept) =>
    `Tu avatar parlante está listo, pero pesa ${bytesText(bytes)} y aquí solo se pueden publicar ${bytesText(maxBytes)}. ${keptText(kept, FITS_ELSEWHERE)} Trabajo ${job.id}.`,
  cannotUpload: (job, kept) =>
    `Tu avatar parlante está listo, pero aquí no está permitido subir videos. ${keptText(kept, LATER)} Trabajo ${job.id}.`,
  problem,
  summary,
  noJobs: () => 'Todavía no has pedido ningún avatar.',
  unknownJob: (id) =>
    `No hay ningún trabajo ${id}. Puede que sea demasiado antiguo y ya no se conserve.`,
  notYours: (id) => `El trabajo ${id} es de otra persona.`,
  cancelled: (jobId) => `El trabajo ${jobId} está cancelado. No costó nada.`,
  cancelledTooLateToSave: (jobId, units) =>
    `El trabajo ${jobId} está cancelado y su video se descartará. Kling ya había empezado y no puede detenerse, así que el gasto es de ${cost(units)}.`,
  deleted: (jobId) =>
    `El trabajo ${jobId} está borrado: su imagen, su audio, su video y sus instrucciones.`,
  deletedBefore: (jobId) => `El trabajo ${jobId} ya estaba borrado, así que no queda nada de él.`,
  alreadyEnded: (jobId) => `El trabajo ${jobId} ya terminó.`,
  notEnded: (jobId) =>
    `El trabajo ${jobId} sigue en curso. Cancélalo primero o espera a que termine.`,
  nothingToCancel: () => 'No tienes ningún trabajo en curso que cancelar.',
  nothingToRetry: () => 'No tienes ningún trabajo terminado que repetir.',
  nothingToDelete: () => 'No tienes ningún trabajo terminado que borrar.',
  takes: () =>
    [
      'Envía la imagen de una cara y un audio con voz de 1 s a 5 min, y recibirás un video en el que esa cara habla.',
      'Imágenes: JPEG, PNG, WebP, GIF, HEIC, AVIF o TIFF, de al menos 150 píxeles por lado.',
      'Audio: MP3, WAV, M4A, AAC, OGG, FLAC, WebM o un video con sonido.',
      'Puedes añadir instrucciones (cómo moverse, con qué ánimo) y un modo: std (720p) o pro (1080p, el doble de precio).',
    ].join('\n'),
  help: () =>
    [
      spanish.takes(),
      'Comandos: avatar (crear), status (estado), history (historial), cancel (cancelar), retry (repetir), delete (borrar), help (ayuda).',
    ].join('\n'),
  labels: {
    cancel: 'Cancelar',
    retry: 'Repetir',
    change: 'Cambiar y repetir',
    delete: 'Borrar',
    portrait: 'Imagen de una cara',
    clip: 'Audio con la voz',
    prompt: 'Instrucciones: movimiento y ánimo',
    mode: 'Calidad',
    std: 'Estándar, 720p',
    pro: 'Profesional, 1080p, el doble de precio',
  },
};

function phase(view: ProgressView): string {
  switch (view.phase) {
    case 'preparing':
      return 'Comprobando la imagen y el audio';
    case 'queued':
      return view.position === undefined
        ? 'Esperando turno en Kling'
        : `Esperando turno en Kling, puesto ${view.position} de la cola`;
    case 'submitting':
      return view.overdue ? 'Kling no responde; sigo intentándolo' : 'Enviándolo a Kling';
    case 'rendering':
      return rendering(view);
    case 'fetching':
      return 'Descargando el video';
    case 'delivering':
      return view.overdue
        ? 'El video está listo, pero el chat todavía no lo ha aceptado; sigo intentándolo'
        : 'Publicando el video';
    case 'done':
      return endedText(view);
    default:
      return view.phase satisfies never;
  }
}

function endedText({ ended = 'video', elapsedMs }: ProgressView): string {
  switch (ended) {
    case 'video':
      return `Listo en ${durationText(elapsedMs)}`;
    case 'problem':
      return `Terminado sin video después de ${durationText(elapsedMs)}`;
    case 'cancelled':
      return `Cancelado después de ${durationText(elapsedMs)}`;
    case 'deleted':
      return 'Borrado';
    default:
      return ended satisfies never;
  }
}

function rendering({ overdue, expectedMs }: ProgressView): string {
  if (overdue) {
    return 'Kling está tardando mucho más de lo normal; lo seguiré comprobando durante un día como máximo';
  }
  if (expectedMs === undefined) return 'Kling está creando el video';
  return `Kling está creando el video, suele tardar ${durationText(expectedMs)}`;
}

/** How a video is had that is kept without a link. */
const FITS_ELSEWHERE =
  'pídelo con el comando de estado en un lugar que admita ese tamaño. Con un audio más corto, el video pesará menos.';
const LATER = 'pídelo con el comando de estado cuando se permita subir videos.';

function keptText({ until, url }: KeptVideo, otherwise: string): string {
  const day = dayText(until);
  if (url !== undefined) return `Lo tienes aquí hasta el ${day}: ${url}`;
  return `Se guarda hasta el ${day}; ${otherwise}`;
}

function outcome(job: Job, ended: Outcome): string {
  switch (ended.kind) {
    case 'video':
      return `Aquí tienes tu avatar parlante: dura ${lengthText(ended.seconds)}, se creó en ${durationText(ended.renderMs)} y ${itsCost(job)}. Trabajo ${job.id}.`;
    case 'problem':
      return `${problem(ended.problem)} Trabajo ${job.id}.`;
    case 'cancelled':
      return ended.charged && !job.isPreview
        ? spanish.cancelledTooLateToSave(job.id, job.units)
        : spanish.cancelled(job.id);
    default:
      return ended satisfies never;
  }
}

function problem(told: Problem): string {
  switch (told.code) {
    case 'portrait/empty':
      return 'El archivo de imagen está vacío (0 bytes). Adjúntalo de nuevo.';
    case 'portrait/unsupported':
      return `Esta imagen no se puede usar (${told.found}). Envía una en JPEG, PNG, WebP, GIF, HEIC, AVIF o TIFF.`;
    case 'portrait/damaged':
      return 'El archivo de imagen está dañado y no se puede abrir. Envíalo de nuevo o elige otra imagen.';
    case 'portrait/too-heavy':
      return `La imagen pesa ${bytesText(told.bytes)}; el máximo es ${bytesText(told.maxBytes)}. Envía una que pese menos.`;
    case 'portrait/too-many-pixels':
      return `La imagen mide ${told.width} × ${told.height} píxeles; el máximo son ${Math.round(told.maxPixels / 1_000_000)} megapíxeles. Envía una más pequeña.`;
    case 'portrait/too-small':
      return `La imagen mide ${told.width} × ${told.height} píxeles; cada lado debe tener al menos ${told.minSide}. Envía una más grande.`;
    case 'portrait/too-narrow':
      return `La imagen mide ${told.width} × ${told.height} píxeles, una proporción de ${ratioText(told.width, told.height)}; lo máximo es ${told.maxRatio} : 1. Recórtala.`;
    case 'portrait/too-slow':
      return `La imagen tarda más de ${told.limitSeconds} s en abrirse. Envía una más pequeña.`;
    case 'clip/empty':
      return 'El archivo de audio está vacío (0 bytes). Adjúntalo de nuevo.';
    case 'clip/unsupported':
      return `Este archivo no se puede usar como audio (${told.found}). Envía MP3, WAV, M4A, AAC, OGG, FLAC, WebM o un video con sonido.`;
    case 'clip/damaged':
      return 'El archivo de audio está dañado y no se puede reproducir. Grábalo o expórtalo de nuevo.';
    case 'clip/no-sound-track':
      return 'El archivo de audio no tiene pista de sonido. Envía uno que sí tenga.';
    case 'clip/silent':
      return `En el audio no se oye nada: su momento más fuerte llega a ${told.peakDb.toFixed(0)} dB y hacen falta al menos ${told.minPeakDb} dB. Revisa el micrófono y graba de nuevo.`;
    case 'clip/too-heavy':
      return `El archivo de audio pesa ${bytesText(told.bytes)}; el máximo es ${bytesText(told.maxBytes)}. Envía uno más corto.`;
    case 'clip/too-short':
      // Rounded away from the limit, so that it never reads as if it were kept.
      return `El audio dura ${lengthText(Math.floor(told.seconds * 10) / 10)}; debe durar al menos ${lengthText(told.minSeconds)}. Graba uno más largo.`;
    case 'clip/too-long':
      return `El audio dura ${lengthText(Math.ceil(told.seconds))}; el máximo es ${durationText(told.maxSeconds * 1_000)}. Recórtalo.`;
    case 'clip/too-slow':
      return `El audio tarda más de ${told.limitSeconds} s en convertirse. Envíalo en MP3.`;
    case 'source/missing':
      return told.part === 'portrait'
        ? 'Falta la imagen. Adjunta una.'
        : 'Falta el audio con la voz. Adjunta uno.';
    case 'source/unreachable':
      return 'No se pudieron leer los archivos desde donde se publicaron. Adjúntalos de nuevo.';
    case 'source/not-allowed':
      return `No tengo permiso para leer ${told.part === 'portrait' ? 'la imagen' : 'el audio'} desde donde está. Adjunta el archivo directamente.`;
    case 'source/hidden':
      return `No puedo ver ${told.part === 'portrait' ? 'la imagen' : 'el audio'}. Puede que se haya borrado o que sea de otra organización. Adjunta el archivo directamente.`;
    case 'source/no-permission':
      return `No puedo leer ${told.part === 'portrait' ? 'la imagen' : 'el audio'} porque a esta aplicación le falta el permiso ${told.permission}. Quien la administra tiene que añadirlo y volver a instalarla. Después, pide el video otra vez.`;
    case 'prompt/too-long':
      return `Las instrucciones tienen ${told.characters} caracteres; el máximo son ${told.maxCharacters}. Acórtalas.`;
    case 'limit/open-jobs':
      return `Ya tienes ${told.open} ${told.open === 1 ? 'trabajo' : 'trabajos'} en curso, y el máximo a la vez es ${told.maxOpen}. Espera a que termine alguno o cancela uno.`;
    case 'limit/person-units':
      return `Este video costaría ${cost(told.units)} y hoy te quedan ${told.leftUnits} de ${told.maxUnits} unidades. Tendrás más a las ${timeText(told.freeAt)}.`;
    case 'limit/total-units':
      return `Este video costaría ${cost(told.units)} y a este bot le quedan hoy ${told.leftUnits} de ${told.maxUnits} unidades. Habrá más a las ${timeText(told.freeAt)}.`;
    case 'intake/closed':
      return 'El bot no acepta solicitudes nuevas por ahora: quien lo administra lo ha pausado. Lo que ya está en curso sigue adelante. Inténtalo más tarde.';
    case 'maker/content-refused':
      return 'El control de contenido de Kling rechazó la imagen, la voz o las instrucciones, pero no dice cuál. Lo demás está bien, así que prueba con otro contenido.';
    case 'maker/input-refused':
      return 'Kling rechazó la solicitud. Quien administra este bot puede ver el motivo en el registro.';
    case 'maker/render-failed':
      return 'Kling no pudo crear el video. Inténtalo de nuevo o prueba con otra imagen.';
    case 'maker/account':
      return `Quien administra este bot tiene que revisar su cuenta de Kling: ${told.advice} Inténtalo más tarde.`;
    case 'maker/no-answer':
      return `Kling lleva ${told.hours} horas sin responder. Inténtalo más tarde.`;
    case 'maker/never-ended':
      return `Kling no terminó el video en ${told.hours} horas, así que se da por perdido. Inténtalo de nuevo.`;
    case 'video/unusable':
      return `Kling creó un video que no se puede usar (${told.why}). Inténtalo de nuevo.`;
    case 'video/too-large':
      return `El video pesa ${bytesText(told.bytes)}; aquí el máximo es ${bytesText(told.maxBytes)}.`;
    case 'internal':
      return `Algo falló dentro del bot (${told.errorCode}). Inténtalo de nuevo; quien lo administra tiene los detalles en el registro.`;
    default:
      return told satisfies never;
  }
}

function summary(job: Job, view: ProgressView): string {
  const { state } = job;
  if (job.deletedAt !== undefined) return `${job.id}: borrado`;
  if (state.kind !== 'done') return `${job.id}: ${spanish.progress(view)}`;
  const ending =
    state.outcome.kind === 'video'
      ? `video de ${lengthText(state.outcome.seconds)} que ${itsCost(job)}`
      : outcome(job, state.outcome);
  if (state.delivery.kind === 'posted') return `${job.id}: ${ending}`;
  const kept =
    state.outcome.kind === 'video'
      ? `; el video se guarda hasta el ${dayText(state.delivery.keptUntil)}`
      : '';
  return `${job.id}: ${ending} (no se pudo publicar: ${state.delivery.why}${kept})`;
}

/** In USD: in much of the Spanish-speaking world a bare $ is a peso. */
function itsCost({ isPreview, units }: Job): string {
  return isPreview ? 'no costó nada, porque es una vista previa' : `costó ${cost(units)}`;
}

function cost(units: number): string {
  return `${units} ${units === 1 ? 'unidad' : 'unidades'} (${dollarsFor(units).toFixed(2)} USD)`;
}
