"""Events about technicians and rooms that Hypothesis can think of."""

from hypothesis import strategies as st

from gbdt_console.core.room_cleaning.events import CleaningEvent, RoomCleaned, RulesPosted
from gbdt_console.core.technicians.events import TechnicianEvent, TechnicianNamed, TrainingRecorded

_SITES = st.sampled_from(["sa-pa", "bac-ha", "centre"])
_POSTS = st.sampled_from(["technician", "deputy"])
_NAMES = st.sampled_from(["", "An", "Bình"])
_DAYS = st.sampled_from(["2026-01-05", "2026-03-12", "2026-05-04"])
_TIMES = st.floats(1.7e9, 1.8e9)
_BY = st.just("trực")

TECHNICIAN_EVENTS: st.SearchStrategy[TechnicianEvent] = st.one_of(
    st.builds(TechnicianNamed, _SITES, _POSTS, _NAMES, st.just("0912"), st.booleans(), _DAYS, _TIMES, _BY),
    st.builds(TrainingRecorded, _SITES, _POSTS, _DAYS, st.just("vận hành"), _TIMES, _BY),
)

CARE_EVENTS: st.SearchStrategy[CleaningEvent] = st.one_of(
    st.builds(RulesPosted, _SITES, _DAYS, _NAMES, _TIMES, _BY),
    st.builds(RoomCleaned, _SITES, _DAYS, _NAMES, st.just("khăn mềm"), _TIMES, _BY),
)
