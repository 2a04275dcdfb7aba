"""The card: its energy and power by NVIDIA's management library (ctypes, no package), and an invented one for dry runs."""

import ctypes
import threading
import time

SUCCESS = 0
NAME_LENGTH = 96
SAMPLING_SECONDS = 0.02


class CardError(Exception):
    """The card cannot be measured; the message says why and what to do."""


class NvmlCard:
    """One card of NVIDIA's, by the UUID that PyTorch tells: the two number cards differently."""

    def __init__(self, uuid):
        try:
            self._library = ctypes.CDLL("libnvidia-ml.so.1")
        except OSError as error:
            raise CardError(f"no NVIDIA driver library on this machine ({error}): install NVIDIA's driver") from error
        self._check(self._library.nvmlInit_v2(), "start")
        self._device = ctypes.c_void_p()
        self._check(self._library.nvmlDeviceGetHandleByUUID(uuid.encode(), ctypes.byref(self._device)), f"find the card {uuid}")
        text = ctypes.create_string_buffer(NAME_LENGTH)
        self._check(self._library.nvmlDeviceGetName(self._device, text, NAME_LENGTH), "name the card")
        self.name = text.value.decode()
        self.limit_watts = self._number("nvmlDeviceGetEnforcedPowerLimit", ctypes.c_uint, "read the limit of power") / 1000

    def joules(self):
        """Joules since the driver was loaded."""
        return self._number("nvmlDeviceGetTotalEnergyConsumption", ctypes.c_ulonglong, "read the energy (a card since Volta has it)") / 1000

    def watts(self):
        """Watts now, which many cards average over up to a second."""
        return self._number("nvmlDeviceGetPowerUsage", ctypes.c_uint, "read the power") / 1000

    def _number(self, function, kind, what):
        value = kind()
        self._check(getattr(self._library, function)(self._device, ctypes.byref(value)), what)
        return value.value

    @staticmethod
    def _check(code, what):
        if code != SUCCESS:
            raise CardError(f"NVML could not {what} (code {code}): look whether nvidia-smi shows the card")


class Sampler:
    """Mean of the power that the card tells, read by a thread while it is open (trapezoids of equal width)."""

    def __init__(self, card):
        self._card = card
        self._stop = threading.Event()
        self._watts = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def mean(self):
        """Mean watts of the second half: the first is still of what ran before."""
        late = self._watts[len(self._watts) // 2:]
        return sum(late) / len(late) if late else float("nan")

    def _run(self):
        while not self._stop.wait(SAMPLING_SECONDS):
            self._watts.append(self._card.watts())


def next_tick(card, run, patience=1.0):
    """Runs until the card's counter moves, so that a window begins and ends where the counter was just refreshed.

    Returns joules and the moment. The counter stands still for 20 to 100 ms, which would be the error of a window at both ends.
    """
    first = card.joules()
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        run()
        now = card.joules()
        if now != first:
            return now, time.perf_counter()
    raise CardError(f"the counter of energy did not move for {patience} s: this card, or its driver, does not count")
