/**
 * Plays a video (URL or File) in a loop, out of sight, and gives its picture and sound as a stream.
 * @param {string | File} source
 * @returns {Promise<{ stream: MediaStream, stop(): void }>}
 */
export async function fileSource(source) {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source);
  const video = document.createElement('video');
  video.src = url;
  video.loop = true;
  video.muted = true;
  video.playsInline = true;
  const release = () => {
    video.pause();
    video.removeAttribute('src');
    video.load();
    if (url.startsWith('blob:')) URL.revokeObjectURL(url);
  };
  try {
    await video.play();
    const capture = video.captureStream ?? video.mozCaptureStream;
    if (!capture) throw new Error('This browser cannot broadcast a file; use the camera.');
    const stream = capture.call(video);
    return {
      stream,
      stop() {
        for (const track of stream.getTracks()) track.stop();
        release();
      },
    };
  } catch (error) {
    release();
    if (error.name === 'NotSupportedError') throw new Error('This browser cannot play that file.');
    throw error;
  }
}
