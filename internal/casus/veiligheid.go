package casus

// What keeps a worker safe stands on top of a case: the flags of one fact, the source. That is the newest step `veiligheid`, and before the
// first of those the aanmelding. The flags themselves never come here; a fact that brings other ones says so ([Feit.Vlaggen]).

// CorrigeertVeiligheid is the Uitkomst of a correction that says anew which flags the fact in its Ding should have given, if that fact was the
// source when the correction was handed in.
const CorrigeertVeiligheid = "veiligheid"

func doeVeiligheid(s *State, st Stap, f *Feit) {
	s.VlaggenVan, f.Vlaggen = st.ID, true
}

// corrigeerVlaggen: a correction of the source takes its place. Of an older fact it changes what that one says, and not what stands now: somebody
// looked since, and gave the whole list.
func (s *State) corrigeerVlaggen(st Stap, f *Feit) {
	f.Vlaggen = s.VlaggenVan == "" || s.VlaggenVan == st.Ding
}
