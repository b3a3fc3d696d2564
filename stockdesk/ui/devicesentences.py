"""What a person is told about scanners, ports, sounds and the station's profile, by code."""

from __future__ import annotations

from typing import Final

_BY_POSITION: Final = "Nothing is lost, since stockdesk reads the positions of the keys."

DEVICE_SENTENCES: Final[dict[str, str]] = {
    # Scanners on serial ports.
    "serial.missing": "There is no port {port}. Plug the scanner in; it is taken up by itself. Or choose another port.",
    "serial.denied": (
        "This user is not allowed to use {port}. On Linux add the user to the group of the port (often dialout), then "
        "sign in to the system again."
    ),
    "serial.busy": "Another program has {port}. Close it there; the scanner is then taken up by itself.",
    "serial.failed": "{port} cannot be used as a scanner's port. Choose another port or speed. {said}",
    "serial.lost": "The scanner on {port} went away. Plug it in again; it is taken up by itself. {said}",
    "serial.cut": "The scanner on {port} went away inside a code ({text}). That one was not taken: scan it again.",
    "doctor.no-scanners": "No scanner on a serial port is set up; a scanner that types needs none.",
    "doctor.scanners": "Scanners on serial ports, all of which can be opened: {ports}.",
    "doctor.ports": "Serial ports of this machine: {ports}.",
    # Sounds.
    "sound.none": (
        "This machine has no sound device. Every scan is still told by word, sign and colour, and by the system's own "
        "bell where it has one."
    ),
    "sound.failed": "The sound device cannot be used; the system's own bell is used instead. {said}",
    "doctor.sound": "Sounds go to {device}.",
    # The scanner set-up sheet: what was found, and what to change.
    "setup.characters-right": "All characters arrive as they are printed.",
    "setup.characters-wrong": (
        "Characters arrive changed, by their text and by their keys: {wrong}. Set the scanner's keyboard to US "
        "English, then scan the sheet again."
    ),
    "setup.cut": "The scanner leaves characters out: {lost}. Let it send the whole code, and look for a worn label.",
    "setup.cut.first": "The scanner leaves out the beginning of a code: {lost}. Let it send the whole code.",
    "setup.cut.last": "The scanner leaves out the end of a code: {lost}. Let it send the whole code.",
    "setup.digits-cut": "The scanner leaves digits of an EAN-13 out: {lost}. Let it send all 13 digits.",
    "setup.digits-cut.first": (
        "The scanner leaves out the first digit of an EAN-13: {lost}. Switch on that it sends the number system, "
        "and switch off that it turns EAN-13 into UPC-A."
    ),
    "setup.digits-cut.last": (
        "The scanner leaves out the last digit of an EAN-13: {lost}. Switch on that it sends the check digit."
    ),
    "setup.layout": (
        f"The computer's keyboard layout changes characters: {{wrong}}. {_BY_POSITION} "
        "For other programs set the scanner to the computer's layout, or the computer to US English."
    ),
    "setup.layout.cyrillic": (
        f"The computer's keyboard writes Cyrillic: {{wrong}}. {_BY_POSITION} "
        "For other programs switch the keyboard to English before scanning."
    ),
    "setup.layout.greek": (
        f"The computer's keyboard writes Greek: {{wrong}}. {_BY_POSITION} "
        "For other programs switch the keyboard to English before scanning."
    ),
    "setup.layout.hebrew": (
        f"The computer's keyboard writes Hebrew: {{wrong}}. {_BY_POSITION} "
        "For other programs switch the keyboard to English before scanning."
    ),
    "setup.layout.arabic": (
        f"The computer's keyboard writes Arabic: {{wrong}}. {_BY_POSITION} "
        "For other programs switch the keyboard to English before scanning."
    ),
    "setup.layout.digits": (
        f"The computer's keyboard has no digits without Shift, as in French and Czech: {{wrong}}. {_BY_POSITION} "
        "For other programs set the scanner to the computer's layout."
    ),
    "setup.layout.letters": (
        f"The computer's keyboard has letters elsewhere, as in German and French: {{wrong}}. {_BY_POSITION} "
        "For other programs set the scanner to the computer's layout."
    ),
    "setup.layout.signs": (
        f"The computer's keyboard has signs elsewhere than a US one: {{wrong}}. {_BY_POSITION} "
        "For other programs set the scanner to the computer's layout."
    ),
    "setup.layout-own": "The scanner is set to the layout of this computer, and its text is right.",
    "setup.alt-mode": (
        "The scanner types with Alt and keypad digits: right under every layout, but several keys for each character."
    ),
    "setup.caps-lock": (
        "Caps Lock is on. stockdesk puts the letters right by the Shift key; press Caps Lock once to switch it off."
    ),
    "setup.case": "The scanner changes the case of letters. Switch its case conversion off: serial numbers need it.",
    "setup.case.upper": "The scanner sends capitals only. Switch its case conversion off: serial numbers need it.",
    "setup.case.lower": "The scanner sends small letters only. Switch its case conversion off: serial numbers need it.",
    "setup.case.swapped": (
        "Capitals and small letters are exchanged. Switch Caps Lock off, or the scanner's case conversion."
    ),
    "setup.prefix": "The scanner sends “{prefix}” before each code. stockdesk cuts it off, and knows scans by it.",
    "setup.prefix-varies": (
        "The scanner sends another text before each kind of code: {prefixes}. Switch its own code letters off; AIM "
        "identifiers say the same in a way that every program knows."
    ),
    "setup.prefix-inside": (
        "The scanner puts “{text}” between the AIM identifier and the code. Switch that prefix off, or let it stand "
        "first."
    ),
    "setup.gs": "The separator of GS1 codes arrives.",
    "setup.gs.control": "The separator of GS1 codes arrives, as Ctrl+].",
    "setup.gs.serial": "The separator of GS1 codes arrives.",
    "setup.gs.down": "The separator of GS1 codes arrives as the Down arrow; stockdesk reads it as what it means.",
    "setup.gs.function": "The separator of GS1 codes arrives as {key}; stockdesk reads it as what it means.",
    "setup.gs.key": (
        "The separator of GS1 codes arrives as a key that prints nothing; stockdesk reads it as what it means."
    ),
    "setup.gs.text": (
        "The separator of GS1 codes arrives as “{text}”; stockdesk reads that as the separator from now on."
    ),
    "setup.gs-lost": (
        "The scanner drops the separator (GS) of GS1 codes: batch and serial number run together, marking codes "
        "cannot be read. Look in its manual for “FNC1 substitution” or “function codes”, and set it to Ctrl+] or to "
        "F8."
    ),
    "setup.gs-unsafe": (
        "The scanner sends “{text}” for the separator (GS) of GS1 codes, which other codes hold too, so stockdesk "
        "cannot tell them apart. Set it to Ctrl+], to F8, or to a sign such as | or ~."
    ),
    "setup.gs-untested": (
        "Whether the separator of GS1 codes arrives was not tried. Fine for a scanner that reads bars only."
    ),
    "setup.aim": "The scanner sends AIM identifiers: each code says what kind it is.",
    "setup.aim-some": (
        "The scanner sends AIM identifiers, but not for {symbologies}. Switch them on for all kinds of codes."
    ),
    "setup.no-aim": (
        "The scanner sends no AIM identifiers, as most do not. Switched on (“AIM ID”, “transmit code ID”) they end "
        "all guessing about what kind of number it is."
    ),
    "setup.suffix": "The end of a code is known.",
    "setup.suffix.enter": "Each code ends with Enter. One that comes without it was cut, and is refused.",
    "setup.suffix.tab": "Each code ends with Tab. One that comes without it was cut, and is refused.",
    "setup.suffix.silence": (
        "Nothing ends a code but silence, so a cut one cannot be told from a whole one. Let the scanner send Enter "
        "(CR) behind each code."
    ),
    "setup.suffix-varies": (
        "The codes did not all end alike; one may have been cut. Scan the sheet again, or set one suffix for all kinds."
    ),
    "setup.suffix-doubled": (
        "The end comes twice. stockdesk drops the second one, other programs book twice: set one Enter only."
    ),
    "setup.suffix-text": "The scanner sends “{text}” behind each code. Switch that suffix off; Enter alone is enough.",
    "setup.suffix-key": "The scanner presses a further key behind each code. Switch it off; Enter alone is enough.",
    "setup.frame": (
        "The scanner puts STX and ETX around each code. stockdesk drops them; in other programs they are shortcuts, "
        "so switch them off."
    ),
    "setup.gap": "A character each {median} ms, {longest} ms at most: quick enough for the standard wait of 40 ms.",
    "setup.gap-hiccup": (
        "A character each {median} ms, but once nothing came for {longest} ms. Scan the sheet again; go nearer to "
        "the scanner's base if this comes back."
    ),
    "setup.gap-slow": (
        "A slow scanner: up to {longest} ms between characters. stockdesk waits {gap} ms for it from now on. Set "
        "its delay between characters to nothing where you can; a quick typist is told apart better then."
    ),
    "setup.gap-too-slow": (
        "Up to {longest} ms pass between characters, and stockdesk cannot wait for more than {gap} ms. Shorten the "
        "scanner's delay between characters, then scan the sheet again."
    ),
    "setup.serial": "The scanner is on {port}: no keyboard layout, Caps Lock or focus can change what it sends.",
    "setup.double-read": (
        "A code was read twice at one pull, {count} times. Set the scanner's delay for the same code to half a "
        "second or more."
    ),
    "setup.stray": "“{text}” is no code of the sheet. Nothing was booked; scan the code that is marked.",
    "setup.unheard": (
        "Characters arrive one by one, slower than any scanner that stockdesk can tell from a person. Set the "
        "scanner's delay between characters to nothing, then scan the sheet again."
    ),
    # The station's profile by hand.
    "profile.gap": "Write the longest gap as whole milliseconds, {least} to {most}.",
    "profile.silence": "Write the silence as whole milliseconds, {least} to {most}, and longer than the gap.",
    "profile.prefix": "A prefix has at most {most} characters, all of which can be printed.",
    "profile.gs-text": "“{text}” stands in other codes too. Write a sign such as | or ~, or a text such as <GS>.",
    "profile.minimum": "Write the shortest code as a number of characters, {least} to {most}.",
    "profile.port": "Write the name of the port, such as {example}.",
    "profile.port-twice": "{port} is listened to already.",
}
