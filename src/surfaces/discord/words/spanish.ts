import type { DiscordWords } from './words.ts';

export const spanish: DiscordWords = {
  commands: {
    avatar: { name: 'avatar', description: 'Hace hablar a una imagen con un audio' },
    status: { name: 'avatar-estado', description: 'Cómo va tu avatar parlante' },
    history: { name: 'avatar-historial', description: 'Tus últimos avatares parlantes' },
    cancel: { name: 'avatar-cancelar', description: 'Detiene un avatar parlante en curso' },
    help: { name: 'avatar-ayuda', description: 'Qué acepta este bot y cómo pedirle un avatar' },
  },
  options: {
    image: { name: 'imagen', description: 'La imagen de una cara' },
    voice: {
      name: 'voz',
      description:
        'Un audio de 1 s a 5 min. ¿Un mensaje de voz? Usa Aplicaciones en el menú de ese mensaje',
    },
    prompt: { name: 'instrucciones', description: 'Cómo moverse, con qué ánimo' },
    mode: { name: 'modo', description: 'Estándar, o profesional al doble de precio' },
    job: { name: 'trabajo', description: 'Cuál; si no lo indicas, el último' },
  },
  menu: 'Avatar parlante',
  threadName: (person) => `Avatar parlante para ${person}`,
  askForClip: () =>
    'Ya tengo la imagen. Ahora la voz: responde a este mensaje con un mensaje de voz o un archivo de audio.',
  askForPortrait: () =>
    'Ya tengo el audio. Ahora la imagen: responde a este mensaje con la imagen de una cara.',
  tooManyFiles: (part, names) =>
    part === 'portrait'
      ? `Encontré ${names.length} imágenes (${names.join(', ')}) y solo puedo usar una. Envía una imagen y un audio.`
      : `Encontré ${names.length} audios (${names.join(', ')}) y solo puedo usar uno. Envía una imagen y un audio.`,
  unknownFiles: (names) =>
    `No encontré ni imagen ni audio en ${names.join(', ')}. Envía una imagen y un audio.`,
  cannotSeeMessage: () =>
    'No puedo ver el mensaje al que respondiste. Abre su menú: Aplicaciones y después «Avatar parlante».',
  mentionMe: (mention) =>
    `Mencionaste mi rol, así que no puedo ver tus archivos. Mencióname a mí: ${mention}.`,
  missingPermissions: (names) =>
    `No puedo trabajar en este canal porque me faltan estos permisos: ${names.join(', ')}. Quien administra el servidor puede dármelos.`,
  permissions: {
    ViewChannel: 'Ver canal',
    SendMessages: 'Enviar mensajes',
    SendMessagesInThreads: 'Enviar mensajes en hilos',
    AttachFiles: 'Adjuntar archivos',
    ReadMessageHistory: 'Leer el historial de mensajes',
  },
  addToServer: () =>
    'Solo puedo publicar en los servidores donde me añadieron. Pide a quien administra este que me añada.',
  formTooOld: () => 'Este formulario ya caducó. Ábrelo de nuevo.',
  postStays: () =>
    'Pero no pude quitar mi mensaje. Inténtalo de nuevo, o pide a un moderador que lo quite.',
  postedElsewhere: () => 'No pude publicar esto donde lo pediste.',
  cannotHandOver: () =>
    'No pude añadir el video aquí. Inténtalo de nuevo, o en un servidor que admita archivos más grandes.',
  help: (mention) =>
    [
      'Hay tres maneras de pedirlo:',
      '1. /avatar con una imagen y un archivo de audio.',
      '2. El menú de cualquier mensaje con una imagen, un audio o un mensaje de voz: Aplicaciones y después «Avatar parlante».',
      `3. ${mention} con una imagen y un archivo de audio, o solo con una imagen: luego responde a mi mensaje con un mensaje de voz.`,
      'Por mensaje directo basta con enviarme los dos, juntos o uno después del otro.',
      '/avatar-estado, /avatar-historial y /avatar-cancelar muestran cómo van tus avatares y detienen uno. Los botones bajo un video lo repiten o lo borran.',
    ].join('\n'),
};
