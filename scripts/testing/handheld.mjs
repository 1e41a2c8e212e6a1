/**
 * Commands of the element tests that the runner's own lack: a finger on the screen, a page on a phone, and what
 * the system asks of colours. By the browser's own protocol, so that focus and clicks follow as they do for people.
 */
export function handheld() {
  const clients = new Map();
  const clientOf = async (session) => {
    const page = session.browser.getPage(session.id);
    if (!clients.has(page)) clients.set(page, await page.createCDPSession());
    return clients.get(page);
  };
  const commands = {
    /** A finger goes down and up again; several times without a wait for what comes of it, as a double tap does. */
    async touch(client, { x, y, times = 1, holdMs = 0 }) {
      const point = (type, touchPoints) =>
        client.send('Input.dispatchTouchEvent', { type, touchPoints });
      const sent = [];
      for (let time = 0; time < times; time++) {
        sent.push(point('touchStart', [{ x, y }]));
        if (holdMs > 0) await new Promise((resolve) => setTimeout(resolve, holdMs));
        sent.push(point('touchEnd', []));
      }
      await Promise.all(sent);
    },
    /** null: a computer again. */
    async phone(client, size) {
      if (!size) {
        await client.send('Emulation.setTouchEmulationEnabled', { enabled: false });
        await client.send('Emulation.clearDeviceMetricsOverride');
        return;
      }
      const metrics = { ...size, deviceScaleFactor: 1, mobile: true };
      await client.send('Emulation.setDeviceMetricsOverride', metrics);
      await client.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    },
    /** As in Windows' contrast themes. */
    async 'forced-colors'(client, on) {
      const features = [{ name: 'forced-colors', value: on ? 'active' : 'none' }];
      await client.send('Emulation.setEmulatedMedia', { features });
    },
  };
  return {
    name: 'handheld',
    async executeCommand({ command, payload, session }) {
      if (!Object.hasOwn(commands, command)) return undefined;
      await commands[command](await clientOf(session), payload);
      return true;
    },
  };
}
