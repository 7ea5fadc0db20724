"""The window: puts the panels and plots together and connects them with the session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from core.exchange.pace import RATES
from core.exchange.scenes import Scene, load_scenes
from gui.files.files import Files
from gui.files.own_data import OwnTables
from gui.files.pencil import Pencil
from gui.frames.shown import ShownFrame
from gui.panels.data import DataPanel
from gui.panels.network import NetworkPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.training import TrainingPanel
from gui.panels.transport import TransportPanel
from gui.plots.catalogue import TITLES, make_plots
from gui.session.background import Background
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.arrangement import Arrangement
from gui.shell.editors import Editors
from gui.shell.front import place
from gui.shell.growing import GrowthNotice
from gui.shell.kept_window import recovery_of
from gui.shell.made_late import MadeLate
from gui.shell.menu_bar import MenuBar
from gui.shell.present_this import offer_function, offer_network
from gui.shell.regions import LastFocused, go_on
from gui.shell.settings import NORMAL_TEXT, Settings
from gui.shell.spoken import Spoken
from gui.shell.stages import Stages
from gui.shell.window_keys import open_share, window_keys, window_menus
from gui.widgets.banner import Banner
from gui.widgets.card import Card
from gui.widgets.card_row import CardRow
from gui.widgets.columns import Columns
from gui.widgets.controls import dress
from gui.widgets.scroll_page import ScrollPage, WindowPage
from gui.widgets.shortcuts import StageKeys, TypingFirst, make_escape, make_shortcuts
from gui.widgets.tabs import Tabs
from gui.widgets.theme import CHALKBOARD, Look, palette
from gui.widgets.turns import in_turns, lay_out

if TYPE_CHECKING:
    from gui.lenses.lens import Lens
    from gui.plots.answers import PredictionsView
    from gui.plots.parts.base import PlotView

SMALLEST = 400, 300
"""Size of the smallest window, in pixels."""
LEAST_STAGE = 120.0
"""Height that the stage keeps, in pixels at normal text; a lower window scrolls."""
ROWS = 0.54, 0.46
"""What the two rows of the stage take of its height."""
WIDTHS = 374, 363
"""Of network and descent path, at least, in pixels at normal text."""


class MainWindow(MadeLate):
    """The window; closing it ends the worker."""

    def __init__(self, scene: Scene, settings: Settings | None = None, background: Background | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Chalkgrad")
        self.settings = settings
        self.session = Session(background or Background(), self)
        self.session.open_scene(scene)  # first, so that the worker computes while the window is put together
        self.player = Player(self.session, self.session.travel, self)
        self.look = Look(settings.theme if settings else CHALKBOARD, settings.text if settings else NORMAL_TEXT)
        self.appearance = Appearance(settings, lambda: self.look, self.set_look, self._refuse)
        self.spoken = Spoken(self, lambda: self.look)
        self._make_views()
        self._arrange()
        self._connect()
        self._make_shortcuts()
        self._make_files()
        self.set_look(self.look)
        self.appearance.show_scene(scene)
        self.appearance.say_doubt()
        place(self, settings)
        self.stages.show_scene(scene)
        self.arrangement = Arrangement(self, settings, self)
        self._editing.show_experiment()
        self.files.show_changes()

    # Construction

    def _make_views(self) -> None:
        self.transport = TransportPanel(RATES)
        self.data = DataPanel()
        self.training = TrainingPanel()
        self.network = NetworkPanel()
        self._plots: tuple[PlotView | PredictionsView, ...] = ()
        self._complete = False
        self.timeline = TimelinePanel()
        self.timeline.lodge(self.transport.below)
        self.banner = Banner()
        self._editing = Editors(self.session, self.data, self.training, self.network, self._refuse)
        self.editors = [Card("Data", self.data), Card("Training", self.training)]
        self.network_card = Card("Network", self.network)
        self.lenses = Tabs()
        self.lens_card = Card("Closer look", self.lenses)
        self.lenses.row.installEventFilter(self.lens_card)
        self.plot_cards = [Card(title, QWidget()) for title in TITLES]
        self.stage = [self.network_card, self.lens_card, *self.plot_cards]

    def add_plots(self) -> None:
        """Fill the cards of plots. Apart from the rest: pyqtgraph takes longer to import than all else."""
        self.answers, self.descent_path, self.loss_curve = self._plots = make_plots()
        looking, hand, path = self.session.looking, self.session.hand, self.descent_path
        self.answers.looked_over.connect(looking.look_over)
        self.answers.looked_into.connect(looking.look_into)
        path.picked.connect(looking.pick)
        path.looked.connect(looking.look_through)
        path.start_asked.connect(hand.start_at)
        self.loss_curve.dragged.connect(self.player.go_to)
        self._fill_plot_cards()
        self.pencil.draw_on(self.answers)
        self.stages.complete()

    def _fill_plot_cards(self) -> None:
        for card, plot in zip(self.plot_cards, self._plots, strict=True):
            card.set_view(plot)
            dress(plot, self.look)  # in its place: Qt forgets sizes of text given to a widget that then moves
            self.stage_keys.watch(plot)
            if self.session.frame is not None and plot.isVisible():
                plot.show_frame(self.session.frame)

    def add_lens(self) -> bool:
        """Add the next of the lenses, after what else could wait; return False if all are there."""
        from gui.lenses.catalogue import LENSES

        if not self.lenses.pages:
            self.data.grid.show_pictures()  # here, for to draw and to read them all takes long before the first picture
            scenes, broken = load_scenes()
            self.transport.offer_scenes(scenes)
            if broken:
                self._refuse("A scene cannot be opened. " + "\n".join(broken))
        if len(self.lenses.pages) == len(LENSES):
            self._complete = True
            self.arrangement.follow_lenses()
            self._show_present_frame()
            return False
        place, kind = len(self.lenses.pages), LENSES[len(self.lenses.pages)]
        self.lenses.add(kind.title, kind.help, partial(self.make_lens, kind))
        if kind.early:
            self.lenses.set_offered(self.lenses.made(place), kind.always_offered)
        return True

    def make_lens(self, kind: type[Lens]) -> Lens:
        """Return a new lens: one that is always offered is made when it is first turned to."""
        lens = kind(self.session)
        lens.offered.connect(partial(self.lenses.set_offered, lens))
        lens.called.connect(partial(self.lenses.turn_to, lens))
        lens.notation_chosen.connect(self.appearance.choose_notation)
        if self.appearance.asks_for_notation:
            lens.ask_for_notation()
        self.stage_keys.watch(lens)
        return lens

    def complete(self) -> None:
        """Add plots and lenses to a visible window, and let it paint and answer between them."""
        self.add_plots()
        lay_out()
        self._paint_now()
        QTimer.singleShot(0, self, self._add_lenses)

    def _add_lenses(self) -> None:
        if self.add_lens():
            QTimer.singleShot(0, self, self._add_lenses)
        else:
            self.recovery.offer()

    @property
    def _views(self) -> tuple[NetworkPanel | PlotView | PredictionsView | Lens, ...]:
        """What shows frames while it is visible."""
        return (self.network, *self._plots, *self.lenses.pages)  # type: ignore[arg-type]

    def _arrange(self) -> None:
        regions, path, loss = self.plot_cards
        self.upper_row = CardRow([self.network_card, path], WIDTHS)
        self.columns = Columns(self.editors, [self.upper_row, self.lens_card], [regions, loss], (ROWS, ROWS))
        views = (self.columns, self.transport, self.timeline)
        self.stages = Stages(*views, self.session, self.player, self.settings)
        self._desk = WindowPage(self.stages)
        self._column = QVBoxLayout(self._desk)
        self._column.addWidget(self.transport)
        self._column.addWidget(self.stages, 1)
        self._column.addWidget(self.timeline)
        self.banner.float_over(self.stages)
        page = ScrollPage(self._desk)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._body = QStackedWidget()
        self._body.addWidget(page)
        self._body.currentChanged.connect(lambda _: self._show_present_frame())
        whole = QWidget()
        self._whole = QVBoxLayout(whole)  # with room above for what a second screen asks for
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self._body)
        self.setCentralWidget(whole)
        self.setMinimumSize(*SMALLEST)

    def _connect(self) -> None:
        session, player, transport = self.session, self.player, self.transport
        session.frame_changed.connect(self._show_frame)
        session.message.connect(
            lambda told, show=self.banner.show_message: show(told.text, told.kind == "error", told.report, told.stays)
        )
        self._growth = GrowthNotice(session, self.banner)
        session.started_over.connect(self.banner.make_way)
        session.scene_changed.connect(self.appearance.show_scene)
        session.started_over.connect(self.appearance.say_doubt)
        session.working.connect(transport.show_working)
        player.started.connect(self._growth.make_way)
        player.playing_changed.connect(transport.show_playing)
        player.views_changed.connect(self._paint_now)
        player.still.connect(session.looking.settle)
        for asked, slot in (
            (transport.restart_asked, player.restart),
            (transport.back_asked, player.back),
            (transport.step_asked, player.step),
            (transport.phase_asked, player.phase_forward),
            (transport.phase_back_asked, player.phase_back),
            (transport.epoch_asked, player.epoch),
            (transport.run_asked, player.toggle),
            (transport.run_to_asked, player.run_to),
            (transport.rate_chosen, self.stages.set_rate),
            (transport.breakpoints.changed, session.set_breakpoints),
            (session.breakpoints_changed, transport.show_breakpoints),
            (transport.undo_asked, session.edits.undo),
            (transport.redo_asked, session.edits.redo),
            (session.edits.undoTextChanged, transport.show_undo),
            (session.edits.redoTextChanged, transport.show_redo),
            (self.timeline.asked, player.go_to),
            (self.timeline.ghosts.activated, session.activate),
            (self.timeline.ghosts.renamed, session.rename),
            (self.timeline.ghosts.deleted, session.racing.delete),
            (self.timeline.moved, player.move),
            (self.timeline.epochs_moved, player.move_epochs),
            (self.timeline.phase_asked, player.phase_forward),
            (self.timeline.phase_back_asked, player.phase_back),
            (self.timeline.forget_asked, self.stages.forget_future),
            (self.timeline.marks.bookmarks_changed, self.stages.set_bookmarks),
            (self.timeline.marks.breakpoints_changed, session.set_breakpoints),
            (session.breakpoints_changed, self.timeline.show_breakpoints),
            (self.timeline.marks.refused, self._refuse),
            (transport.text_asked, self.appearance.scale_text),
            (transport.theme_asked, self.appearance.switch_theme),
            (transport.present_asked, lambda: self.presenting.begin()),
            (transport.moved_below, self.timeline.keep_room),
            (transport.home_asked, lambda: self.at_home.begin()),
        ):
            asked.connect(slot)
        self.network.weight_picked.connect(session.looking.pick_next)
        offer_network(self)
        self.stages.function_made.connect(partial(offer_function, self))
        self.columns.changed.connect(self._show_present_frame)
        self.lenses.turned.connect(self._show_present_frame)
        for changed in (session.background.delivered, session.experiment_changed, session.frame_changed):
            changed.connect(self.spoken.renew)
        for changed in (self.columns.changed, self.lenses.turned):
            changed.connect(self.spoken.renew)

    def _make_shortcuts(self) -> None:
        make_shortcuts(self, window_keys(self))
        make_escape(self, self.leave)
        TypingFirst(self)
        self.last_focused = LastFocused(self)
        self.stage_keys = StageKeys(self, self.player.toggle, self.player.restart, self.player.to_end)
        self.stages.function_made.connect(self.stage_keys.watch)
        self.stage_keys.watch(self.network)

    def _make_files(self) -> None:
        """Let data and experiments come from files, and from the pencil."""
        session, look = self.session, lambda: self.look
        self.own_data = OwnTables(self, session, self.data, look)
        self.pencil = Pencil(session, self.data, self.columns, self.plot_cards[0], look)
        self.files = Files(
            self,
            session,
            self.stages.function,
            self.transport,
            self.settings,
            look=look,
            begin=self.stages.choose,
            take_table=self.own_data.take,
        )
        self.own_data.experiment_dropped.connect(self.files.open_file)
        self.own_data.lesson_dropped.connect(lambda path: self.lessons.open_own(path))
        self.own_data.network_asked.connect(self.files.choose)
        stays = self.settings is not None and self.settings.menu_bar
        self.menus = MenuBar(self, self.transport.file.menu(), window_menus(self), stays)
        if self.settings:
            self.menus.kept.connect(self.settings.keep_menu_bar)
        self.transport.view.setMenu(self.menus.menus["&View"])
        self.menus.notations.chosen.connect(self.appearance.choose_notation)
        self.transport.file.quit_asked.connect(self.close)
        self.transport.file.share_asked.connect(partial(open_share, self))
        self.files.named.connect(self._show_name)
        self.recovery = recovery_of(self, self._body, self._whole)

    # What is shown

    def _show_frame(self, frame: ShownFrame) -> None:
        for view in self._views:
            if view.isVisible():
                view.show_frame(frame)

    def _show_present_frame(self) -> None:
        """Bring views up to date that have just become visible."""
        if self.session.frame is not None:
            self._show_frame(self.session.frame)

    def _paint_now(self) -> None:
        """Paint at once what has changed. Left to itself Qt does so some milliseconds later, beside the next job."""
        QApplication.sendEvent(self, QEvent(QEvent.Type.UpdateRequest))

    def _refuse(self, text: str) -> None:
        self.banner.show_message(text, is_error=True)

    def _show_name(self, name: str, changed: bool) -> None:
        if (name, changed) != (self.windowTitle(), self.isWindowModified()):  # else told with every picture
            self.setWindowTitle(name)
            self.setWindowModified(changed)

    def is_calm(self) -> bool:
        """Tell whether nothing moves and nothing better is to come."""
        rests = self._complete and self.player.goal is None and self.stages.settled and not self.spoken.pending
        return rests and all(getattr(each, "is_calm", True) for each in self.made)

    # Look

    def set_look(self, look: Look) -> None:
        """Take a theme, text size and notation, everywhere at once."""
        rewritten, self.look = look.notation != self.look.notation, look
        QApplication.setPalette(palette(look.theme))
        QApplication.setFont(look.font())
        for each in (self.stages, self.lenses, self.menus, *self.made, *self.editors, *self.stage):
            each.set_look(look)
        for row in (self.timeline, self.banner, self.recovery.row):
            dress(row, look)
        desk = (self.transport, self.data, self.training, self.network, *self._plots)
        works = [partial(dress, view, look) for view in desk]
        in_turns(self, works) if self.is_at_home and not rewritten else [work() for work in works]
        self._desk.least, gap = round(look.px(LEAST_STAGE)), round(look.px(8))
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(gap // 4)
        self.stages.keep_free(gap - gap // 4, self.banner.room)
        if rewritten:
            self.files.show_changes()
            self._show_present_frame()
        self.spoken.follow_look()

    def leave(self) -> None:
        """Esc: close what is in the way, one thing at a time."""
        columns = self.stages.columns
        if self.pencil.put_away():
            return
        if columns.blown_up is not None:
            columns.blow_up(columns.blown_up)
        else:
            self.banner.put_away()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Let Tab go through the window as one reads."""
        return go_on(self, next) or super().focusNextPrevChild(next)

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.columns.share_room()
        if self.network.isVisible():
            self.network.setFocus()
        self._show_present_frame()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.settings and not self.isFullScreen():
            self.settings.keep_value("geometry", self.saveGeometry())
        self.arrangement.keep()
        self.player.pause()
        self.hide()  # what comes may take a while
        if "presenting" in vars(self):
            self.presenting.stage.hide()  # a window of its own on another screen, which would keep the program running
        self.session.background.close()
        self.recovery.end(self.files.finish())
        super().closeEvent(event)
