"""On which screen the stage is: on the other one where there are two, else in the window instead of the desk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from gui.stage.stage import Stage
from gui.stage.teacher import TeacherBar

LATER = Qt.ConnectionType.QueuedConnection
MOVED_WITHIN = 500
"""Milliseconds in which a window manager moves windows whose screen has come or gone."""


class Screens(QObject):
    """Puts the stage on a screen, and on another one when screens come and go meanwhile; nothing of it is lost."""

    def __init__(self, window: QMainWindow, body: QStackedWidget, stage: Stage, bar: TeacherBar) -> None:
        super().__init__(window)
        self._window, self._body, self._stage, self._bar = window, body, stage, bar
        self._was_maximised = self._is_on = False
        self._before: QWidget = body.widget(0) or stage
        """What the stage stands instead of."""
        self._moving = QTimer(self)
        self._moving.setSingleShot(True)
        self._moving.setInterval(MOVED_WITHIN)
        self._moving.timeout.connect(self._place_again)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        for changed in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            changed.connect(self._place_twice, LATER)
        application.screenAdded.connect(self._watch)
        for screen in application.screens():
            self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        """Follow a screen that takes another size or place."""
        screen.geometryChanged.connect(self._place_twice, LATER)

    def _place_twice(self) -> None:
        """Show the stage where it belongs, and again where the window manager has then moved something."""
        self._place()
        self._moving.start()

    def _place_again(self) -> None:
        """Do so again, and bring a desk that reaches under the stage wholly onto its own screen."""
        self._place()
        stage, desk, room = self._stage, self._window, self._own.availableGeometry()
        if stage.isWindow() and stage.geometry().intersects(desk.frameGeometry()):
            around = desk.frameGeometry().size() - desk.size()
            desk.resize(desk.size().boundedTo(room.size() - around))
            left, top = (
                room.right() + 1 - desk.frameGeometry().width(),
                room.bottom() + 1 - desk.frameGeometry().height(),
            )
            desk.move(max(room.left(), min(desk.x(), left)), max(room.top(), min(desk.y(), top)))

    @property
    def other(self) -> QScreen | None:
        """The screen on which the window is not; None where there is no other one.

        Screens that overlap show the same, at least in part, and window managers take one for the other.
        """
        screens, same = QGuiApplication.screens(), [self._own]
        for own in same:
            same += [each for each in screens if each not in same and each.geometry().intersects(own.geometry())]
        return next((each for each in screens if each not in same), None)

    @property
    def _own(self) -> QScreen:
        """The screen with most of the window: the one that Qt names is late when screens are swapped."""
        place = self._window.geometry()

        def seen(screen: QScreen) -> int:
            common = screen.geometry().intersected(place)
            return common.width() * common.height()

        return max(QGuiApplication.screens(), key=seen)

    @property
    def _moved(self) -> tuple[SignalInstance, SignalInstance]:
        """What tells that the window stands elsewhere: on another screen, perhaps."""
        handle = self._window.windowHandle()
        return handle.xChanged, handle.yChanged

    def take(self) -> None:
        """Show the stage."""
        self._was_maximised, self._is_on = self._window.isMaximized(), True
        for moved in self._moved:
            moved.connect(self._place, LATER)
        self._before = self._body.currentWidget() or self._before
        self._bar.begin()
        self._place()

    def give_back(self) -> None:
        """Show the desk alone again, as it was."""
        self._is_on = False
        for moved in self._moved:
            moved.disconnect(self._place)
        if not self._stage.isWindow():
            self._window.showMaximized() if self._was_maximised else self._window.showNormal()
        self._into_body()
        self._body.setCurrentWidget(self._before)
        self._bar.hide()

    def _place(self) -> None:
        """Show the stage where the screens there are now have room for it."""
        if not self._is_on:
            return
        other = self.other
        if other is None:
            self._into_body()
            self._bar.hide()
            if self._body.currentWidget() is not self._stage:
                self._body.setCurrentWidget(self._stage)
                self._window.showFullScreen()
        else:
            self._onto(other)

    def _onto(self, screen: QScreen) -> None:
        if not self._stage.isWindow():
            self._body.setCurrentWidget(self._before)
            self._body.removeWidget(self._stage)
            self._stage.setParent(None)
            if self._window.isFullScreen():
                self._window.showMaximized() if self._was_maximised else self._window.showNormal()
        self._stage.setWindowTitle(f"{self._window.windowTitle()}: stage")
        if self._stage.geometry() != screen.geometry() or not self._stage.isVisible():
            self._stage.showNormal()  # window managers leave a full screen where it is
            self._stage.setGeometry(screen.geometry())
            self._stage.showFullScreen()
        self._bar.show()

    def _into_body(self) -> None:
        if self._stage.isWindow():
            self._stage.hide()
            self._body.addWidget(self._stage)
