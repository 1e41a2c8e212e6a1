/** A short tone from the chosen speaker. */

type Speaking = HTMLAudioElement & { setSinkId?(id: string): Promise<void> };

const TONES = [523.25, 659.25, 783.99];
const TONE_S = 0.18;
const END_S = TONES.length * TONE_S + 0.1;

export function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}

/** Resolves when it has been played. */
export async function playTestTone(speakerId: string): Promise<void> {
  const context = new AudioContext();
  const audio: Speaking = new Audio();
  try {
    const out = context.createMediaStreamDestination();
    const gain = context.createGain();
    gain.gain.value = 0.2;
    gain.connect(out);
    TONES.forEach((frequency, index) => {
      const tone = context.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain);
      tone.start(context.currentTime + index * TONE_S);
      tone.stop(context.currentTime + (index + 1) * TONE_S);
    });
    audio.srcObject = out.stream;
    await audio.setSinkId?.(speakerId);
    await audio.play();
    await new Promise((resolve) => setTimeout(resolve, END_S * 1000));
  } finally {
    audio.pause();
    audio.srcObject = null;
    await context.close();
  }
}
