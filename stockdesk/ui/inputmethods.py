"""Keeps the system's input method away from the keys: it takes dead keys, also those of a scan, before any window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodQueryEvent
from shiboken6 import isValid

_ENABLED = Qt.InputMethodQuery.ImEnabled
_OWN_WAY = frozenset({"windows", "cocoa"})
"""Platforms of Qt where no input method stands before the key events, or where one has to (Chinese and the like)."""


def stand_before_keys() -> bool:
    """Return whether input methods of this platform see the keys before the windows do: X11, Wayland, offscreen."""
    return QGuiApplication.platformName() not in _OWN_WAY


class InputMethodsOff(QObject):
    """Answers for whatever has the focus that it wants no input method.

    Qt asks the focus object itself, and only it; so this filter sits at the focus object and moves with the focus.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application: QGuiApplication | None = None
        self._asked: QObject | None = None

    def watch(self, application: QGuiApplication) -> None:
        """Begin; nothing happens on platforms whose input methods do not stand before the keys."""
        if self._application is None and stand_before_keys():
            self._application = application
            application.focusObjectChanged.connect(self._move)
            self._move(application.focusObject())

    def stop(self) -> None:
        """End; the focus object answers for itself again."""
        if self._application is not None:
            self._application.focusObjectChanged.disconnect(self._move)
            self._application = None
            self._move(None)

    def eventFilter(self, _asked: QObject, event: QEvent) -> bool:
        """Say no to the question; all other events go their way."""
        if event.type() is not QEvent.Type.InputMethodQuery or not isinstance(event, QInputMethodQueryEvent):
            return False
        if not event.queries() & _ENABLED:
            return False
        event.setValue(_ENABLED, False)
        event.accept()
        return True

    @Slot("QObject*")
    def _move(self, focus: QObject | None) -> None:
        if self._asked is not None and isValid(self._asked):
            self._asked.removeEventFilter(self)
        self._asked = focus
        if focus is not None:
            focus.installEventFilter(self)
        # Qt asked this object just before it told that the focus has moved: it has to ask again.
        QGuiApplication.inputMethod().update(_ENABLED)
