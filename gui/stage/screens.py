"""On which screen the stage is: on the other one where there are two, else in the window instead of the desk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from gui.stage.stage import Stage
from gui.stage.teacher import TeacherBar


class Screens(QObject):
    """Puts the stage on a screen, and on another one when screens come and go meanwhile; nothing of it is lost."""

    def __init__(self, window: QMainWindow, body: QStackedWidget, stage: Stage, bar: TeacherBar) -> None:
        super().__init__(window)
        self._window, self._body, self._stage, self._bar = window, body, stage, bar
        self._was_maximised = self._is_on = False
        self._before: QWidget = body.widget(0) or stage
        """What the stage stands instead of."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        for changed in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            changed.connect(self._place, Qt.ConnectionType.QueuedConnection)

    @property
    def other(self) -> QScreen | None:
        """The screen on which the window is not; None where there is no other one."""
        own = self._window.screen()
        apart = (each for each in QGuiApplication.screens() if each.geometry() != own.geometry())
        return next(apart, None)

    def take(self) -> None:
        """Show the stage."""
        self._was_maximised, self._is_on = self._window.isMaximized(), True
        self._before = self._body.currentWidget() or self._before
        self._bar.begin()
        self._place()

    def give_back(self) -> None:
        """Show the desk alone again, as it was."""
        self._is_on = False
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
        self._stage.setGeometry(screen.geometry())
        self._stage.showFullScreen()
        self._bar.show()

    def _into_body(self) -> None:
        if self._stage.isWindow():
            self._stage.hide()
            self._body.addWidget(self._stage)
