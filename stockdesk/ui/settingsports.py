"""The serial scanners of this station: which ports are listened to, how each stands, and how to add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from stockdesk.app.scanners import Scanners
from stockdesk.core.errors import StockdeskError
from stockdesk.core.scannercheck import Severity
from stockdesk.devices.ports import Port
from stockdesk.devices.serialscanner import BAUD, PortState, PortStatus
from stockdesk.ui import theme
from stockdesk.ui.choicebox import ChoiceBox
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.icons import disc_icon
from stockdesk.ui.messages import sentence
from stockdesk.ui.remarkrow import LOOKS
from stockdesk.ui.settingscard import Captioned, Card, ErrorLabel
from stockdesk.ui.words import tr

_BAUDS: Final = (9600, 19200, 38400, 57600, 115200, 4800, 2400, 1200)
_PORT: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 48
_MOST_ROWS: Final = 4
_EXAMPLES: Final = "COM3, /dev/ttyACM0"


class _PortList(QListWidget):
    """Del takes the chosen port out."""

    def __init__(self, remove: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._remove = remove

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del removes; the rest is Qt's."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)


class SettingsPorts(QWidget):
    """Ports are listened to as soon as they are added, until they are removed.

    ``found_ports`` returns the ports that this machine has now; any other may be named too.
    """

    def __init__(
        self, scanners: Scanners, found_ports: Callable[[], Sequence[Port]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scanners = scanners
        self._found_ports = found_ports
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(self._make_list())
        rows.addWidget(self._make_adding())
        rows.addStretch(1)

    def _make_list(self) -> Card:
        card = Card(
            tr("Serial scanners"),
            tr(
                "A scanner on a serial port (USB-COM) knows no keyboard layout, no Caps Lock and no lost separator. "
                "Any number of them can be used at once."
            ),
            self,
        )
        self.list = _PortList(self.remove, card)
        self.list.setAccessibleName(tr("Serial scanners"))
        self.list.setIconSize(QSize(20, 20))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._chosen)
        self._nothing = QLabel(tr("No port is listened to. A scanner that types needs none."), card)
        self._nothing.setProperty("role", "quiet")
        self.remove_button = EnterButton(tr("Remove"), card)
        self.remove_button.clicked.connect(self.remove)
        under = QHBoxLayout()
        under.addWidget(self.remove_button)
        under.addStretch(1)
        card.rows.addWidget(self.list)
        card.rows.addWidget(self._nothing)
        card.rows.addLayout(under)
        return card

    def _make_adding(self) -> Card:
        card = Card(
            tr("Add a port"),
            tr("Choose a port of this machine, or “another name…” and type it. Scanners are delivered with 9600."),
            self,
        )
        self.found = ChoiceBox(tr("Port"), card)
        self.found.activated.connect(self._found_chosen)
        self.name = QLineEdit(card)
        self.name.setPlaceholderText(_EXAMPLES)
        self.name.returnPressed.connect(self.add)
        self._named = Captioned(tr("Name of the port"), self.name, parent=card)
        keeping = self._named.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self._named.setSizePolicy(keeping)
        self.baud = ChoiceBox(tr("Bits a second"), card)
        for baud in _BAUDS:
            self.baud.addItem(str(baud), baud)
        self.add_button = EnterButton(tr("Add"), card)
        self.add_button.clicked.connect(self.add)
        self.again_button = EnterButton(tr("Look for ports again"), card)
        self.again_button.clicked.connect(self.look)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(Captioned(tr("Port"), self.found, parent=card), 3)
        across.addWidget(Captioned(tr("Bits a second"), self.baud, parent=card), 1)
        across.addWidget(self._named, 2)
        for before, after in pairwise((self.found, self.baud, self.name, self.add_button, self.again_button)):
            self.setTabOrder(before, after)
        self._error = ErrorLabel(card)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.again_button)
        buttons.addStretch(1)
        card.rows.addLayout(across)
        card.rows.addWidget(self._error)
        card.rows.addLayout(buttons)
        return card

    # -- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the ports as they stand, and look for those that could be added."""
        self._show_states()
        self.look()

    def show_port(self, status: PortStatus) -> None:
        """Show how a port stands now."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_PORT) == status.port:
                self._show(item, status)
                return
        self._show_states()

    def _show_states(self) -> None:
        chosen = self.list.currentRow()
        self.list.clear()
        for status in self._scanners.states():
            item = QListWidgetItem()
            item.setData(_PORT, status.port)
            self._show(item, status)
            self.list.addItem(item)
        count = self.list.count()
        for widget in (self.list, self.remove_button):
            widget.setVisible(count > 0)
        self.list.setFixedHeight(min(count, _MOST_ROWS) * _ROW + 2)
        self._nothing.setVisible(count == 0)
        self.list.setCurrentRow(min(max(chosen, 0), count - 1))
        self._chosen(self.list.currentRow())

    def _show(self, item: QListWidgetItem, status: PortStatus) -> None:
        severity, word, why = state_words(status)
        baud = self._scanners.speeds.get(status.port, BAUD)
        told = f"{status.port} · {baud}   {word}"
        item.setText(f"{told}\n{why}" if why else told)
        look = LOOKS[severity]
        disc = theme.FAINT if status.state is PortState.CLOSED else look.disc
        item.setIcon(disc_icon("wait" if status.state is PortState.CLOSED else look.icon, disc))
        item.setSizeHint(QSize(100, _ROW))
        item.setToolTip(why)

    @Slot()
    def look(self) -> None:
        """Look for ports that this machine has now and that are not listened to yet."""
        used = set(self._scanners.ports)
        self.found.clear()
        for port in self._found_ports():
            if port.name not in used:
                self.found.addItem(f"{port.description} · {port.name}" if port.description else port.name, port.name)
        self.found.addItem(tr("another name…"), "")
        self.found.setCurrentIndex(0)
        self._found_chosen(0)

    @Slot(int)
    def _found_chosen(self, place: int) -> None:
        self._named.setVisible(self.found.itemData(place) == "")
        self._error.show_error(None)

    @Slot(int)
    def _chosen(self, row: int) -> None:
        self.remove_button.setEnabled(row >= 0)

    # -- changing -------------------------------------------------------------------------------------------------

    @Slot()
    def add(self) -> None:
        """Listen to the chosen port from now on."""
        try:
            name = self._wanted()
            self._scanners.set_ports([*self._scanners.ports, name], {name: int(self.baud.currentData())})
        except StockdeskError as error:
            self._error.show_error(error)
            return
        self.name.clear()
        self._show_states()
        self.list.setCurrentRow(self.list.count() - 1)
        self.look()

    def _wanted(self) -> str:
        name = str(self.found.currentData()) or self.name.text().strip()
        if not name:
            raise StockdeskError("profile.port", example=_EXAMPLES)
        if name in self._scanners.ports:
            raise StockdeskError("profile.port-twice", port=name)
        return name

    @Slot()
    def remove(self) -> None:
        """Listen to the chosen port no more."""
        if self.list.currentRow() < 0:
            return
        port = self.list.currentItem().data(_PORT)
        try:
            self._scanners.set_ports([other for other in self._scanners.ports if other != port])
        except StockdeskError as error:
            self._error.show_error(error)
            return
        self._show_states()
        self.look()
        if not self.list.count():
            self.found.setFocus(Qt.FocusReason.OtherFocusReason)


def state_words(status: PortStatus) -> tuple[Severity, str, str]:
    """Return how a port's state looks, its word, and the reason if there is one."""
    why = sentence(status.reason, tr) if status.reason is not None else ""
    looks: dict[PortState, tuple[Severity, str]] = {
        PortState.OPEN: ("ok", tr("listening")),
        PortState.LOST: ("bad", tr("not there")),
        PortState.CLOSED: ("look", tr("not listened to")),
    }
    return (*looks[status.state], why)
