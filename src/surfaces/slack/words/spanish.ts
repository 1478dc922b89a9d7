import { type ElsewhereReason, SHORTCUT_NAME, type SlackWords } from './words.ts';

/** Neutral Spanish, with tú. */
export const spanish: SlackWords = {
  askForClip: () =>
    'Ya tengo la imagen. Ahora la voz: responde en este hilo con un audio (grábalo con el botón del micrófono o adjunta un archivo).',
  askForPortrait: () =>
    'Ya tengo el audio. Ahora la imagen: responde en este hilo con la imagen de una cara.',
  askForBoth: () =>
    'Para crear un avatar parlante necesito la imagen de una cara y un audio con la voz. Envíamelos en este hilo, juntos o uno después del otro. El audio puedes grabarlo con el botón del micrófono o adjuntarlo como archivo.',
  tooManyFiles: (part, names) =>
    part === 'portrait'
      ? `Encontré ${names.length} imágenes (${names.join(', ')}) y solo puedo usar una. Envía una imagen y un audio.`
      : `Encontré ${names.length} audios (${names.join(', ')}) y solo puedo usar uno. Envía una imagen y un audio.`,
  unknownFiles: (names) =>
    `No encontré ni imagen ni audio en ${names.join(', ')}. Envía una imagen y un audio.`,
  cannotSeeMessage: () =>
    'No veo ni imagen ni audio en este mensaje. Elige otro, o mencióname en un mensaje que tenga los archivos.',
  modal: {
    title: 'Avatar parlante',
    changeTitle: 'Cambiar y repetir',
    submit: 'Crear el video',
    close: 'Cerrar',
    clipHint:
      'Un archivo de audio de 1 s a 5 min, de 10 MB como máximo. ¿Lo grabaste en Slack? Usa el atajo en el menú de ese mensaje.',
  },
  opening: (person) => `${person} pide un avatar parlante.`,
  inviteMe: (command) =>
    `No estoy en ese canal, así que tu video llegará aquí. Para que el próximo llegue allí, invítame antes con ${command}.`,
  missingScope: (scope) =>
    `A la aplicación le falta el permiso ${scope} en este espacio de trabajo. Quien la administra tiene que añadirlo y volver a instalarla.`,
  postedElsewhereBecause: (reason) =>
    `No pude publicar esto donde lo pediste, porque ${BECAUSE[reason]}.`,
  postStays: () =>
    'Pero no pude quitar mi mensaje. Inténtalo de nuevo, o pide a quien administra el espacio de trabajo que lo quite.',
  formTooOld: () => 'Este formulario ya caducó. Ábrelo de nuevo.',
  cannotHandOver: () =>
    'No pude añadir el video aquí. Inténtalo más tarde, o en un mensaje directo conmigo.',
  help: (mention) =>
    [
      'Hay varias maneras de pedirlo:',
      `1. ${mention} con una imagen y un audio en el mismo mensaje, o con uno de los dos: luego responde en el hilo con el otro.`,
      `2. El atajo «${SHORTCUT_NAME}» en el menú de un mensaje que tenga una imagen o un audio.`,
      '3. /avatar, que abre un formulario.',
      '4. Por mensaje directo basta con enviarme los dos, juntos o uno después del otro.',
      'Lo que escribas junto a los archivos son las instrucciones; empieza o termina con pro o std para elegir la calidad.',
      `${mention} con una de estas palabras: estado, historial, cancelar, repetir, borrar o ayuda. Añade un trabajo para elegir cuál; si no lo indicas, será el último.`,
    ].join('\n'),
  commandWords: {
    status: ['estado'],
    history: ['historial'],
    cancel: ['cancelar'],
    retry: ['repetir', 'reintentar'],
    delete: ['borrar', 'eliminar'],
    help: ['ayuda'],
  },
};

const BECAUSE: Readonly<Record<ElsewhereReason, string>> = {
  'not-in-channel': 'no estoy en ese canal',
  archived: 'ese canal está archivado',
  restricted: 'no tengo permiso para publicar allí',
  gone: 'ya no encuentro esa conversación',
};
