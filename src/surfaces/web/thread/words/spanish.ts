import type { WebWords } from './words.ts';

export const spanish: WebWords = {
  unknownVisitor: () =>
    'El servicio todavía no conoce este navegador. Por favor, vuelve a cargar la página.',
  malformed: () => 'El servicio no ha entendido la petición. Por favor, vuelve a cargar la página.',
  tooManyRequests: (seconds) =>
    `Demasiadas peticiones a la vez desde tu dirección. Inténtalo de nuevo en ${seconds} s.`,
  tooManyUploads: (most) =>
    `Ya estás subiendo ${most} archivos. Espera a que uno esté listo, por favor.`,
  busyWithUploads: (seconds) =>
    `Demasiadas personas están subiendo archivos en este momento. Inténtalo de nuevo en ${seconds} s.`,
  uploadStalled: (seconds) =>
    `Hace ${seconds} s que apenas llega nada del archivo, así que se ha cortado la subida. Elígelo de nuevo, por favor.`,
  uploadTooSlow: (minutes) =>
    `El archivo no ha llegado en ${minutes} minutos, así que se ha cortado la subida. Elige uno más pequeño, por favor.`,
  uploadCut: () =>
    'Se ha perdido la conexión antes de que llegara el archivo completo. Elígelo de nuevo, por favor.',
  tooManyTabs: (seconds) =>
    `Hay demasiadas páginas de estas abiertas en este momento. Esta lo intenta de nuevo en ${seconds} s.`,
  unknownSample: () => 'No existe esa muestra.',
  fileGone: () => 'Este archivo ya no se conserva.',
  failed: () =>
    'Algo ha fallado dentro del servicio. Inténtalo de nuevo; el operador tiene los detalles en el registro.',
};
