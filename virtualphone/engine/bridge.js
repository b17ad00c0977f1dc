// `window.AndroidBridge`: what an app's page may ask of the phone. Every call goes to the engine as one JSON text.
(() => {
  const call = window.__vpCall;
  const parse = JSON.parse;
  const stringify = JSON.stringify;
  const invoke = async (name, args) => {
    const answer = parse(await call(stringify({ name, args })));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  };
  const bridge = {};
  for (const name of ["getAndroidId", "getImei", "getImsi", "getSerial", "getMac", "getOaid", "getPhoneNumber",
    "getLocation", "getContacts", "getInstalledApps", "getClipboard", "setClipboard", "getModel", "getRelease",
    "getVersionCode", "getProcessId", "requestPermissions", "checkPermission", "startActivity", "finish", "exitApp", "crash", "hang", "moveTaskToBack",
    "notify", "rawRequest", "log", "setSecure", "answer"]) {
    bridge[name] = (...args) => invoke(name, args);
  }
  bridge.prefs = Object.freeze({
    get: (key) => invoke("prefsGet", [key]),
    set: (key, value) => invoke("prefsSet", [key, value]),
    remove: (key) => invoke("prefsRemove", [key]),
  });
  let backHandler = null;
  bridge.onBack = async (handler) => { backHandler = handler; };
  let pauseHandler = null;
  bridge.onPause = async (handler) => { pauseHandler = handler; };
  let sensorHandlers = [];
  bridge.onSensor = async (handler, sensor = "accelerometer") => {
    sensorHandlers.push([sensor, handler]);
    return invoke("subscribeSensor", [sensor]);
  };
  const hooks = Object.freeze({
    back: async () => backHandler !== null && (await backHandler()) !== false,
    pause: () => { if (pauseHandler !== null) pauseHandler(); },
    sensor: (sensor, values) => {
      for (const [wanted, handler] of sensorHandlers) {
        if (wanted === sensor) handler({ type: sensor, sensor, x: values[0], y: values[1], z: values[2], values });
      }
    },
  });
  Object.defineProperty(window, "AndroidBridge", { value: Object.freeze(bridge), enumerable: true });
  Object.defineProperty(window, "__vpHooks", { value: hooks, enumerable: false });
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"]) delete window[name];
})();
