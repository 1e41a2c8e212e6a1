/** Pictures for the gallery: one canvas each, however many elements show it. */

const made = new Map();

/** A landscape, so that controls can be judged over something; `bright` is nearly white. */
function draw(context, frame, bright) {
  const { width, height } = context.canvas;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, bright ? '#f4f8fc' : '#274a74');
  sky.addColorStop(0.65, bright ? '#ffffff' : '#d98e63');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = bright ? '#fff3c4' : '#ffe2ae';
  context.beginPath();
  context.arc(width * 0.68, height * 0.5 + Math.sin(frame / 20) * 6, 34, 0, 2 * Math.PI);
  context.fill();
  for (const [base, hill, colour] of [
    [0.66, 60, bright ? '#e3eaf0' : '#5b4a63'],
    [0.8, 34, bright ? '#f3f6f8' : '#2c2a3f'],
  ]) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) {
      context.lineTo(x, height * base - Math.sin((x + hill * 9) / hill) * 16);
    }
    context.lineTo(width, height);
    context.fill();
  }
}

/** @returns {MediaStreamTrack} the caller stops it */
export function videoTrack({ bright = false } = {}) {
  const key = String(bright);
  if (!made.has(key)) {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const context = canvas.getContext('2d');
    let frame = 0;
    draw(context, frame, bright);
    setInterval(() => draw(context, ++frame, bright), 200);
    made.set(key, canvas.captureStream(5).getVideoTracks()[0]);
  }
  return made.get(key).clone();
}

/** Silence. */
let sound;
export function audioTrack() {
  sound ??= new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  return sound.clone();
}

/** A poster and thumbnails without a file: the first picture, as a blob. */
export async function still(bright = false) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  draw(canvas.getContext('2d'), 0, bright);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
  return URL.createObjectURL(blob);
}
