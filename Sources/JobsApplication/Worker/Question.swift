import JobsDomain

/// One thing that a model is asked: a whole step, or one part of it.
struct Question: Sendable {
    let step: any WorkflowStep
    /// Names it in the ledger.
    let path: StepPath
    /// What it works on, apart from the marker that is new for every call.
    let context: StepContext
    /// Whether it can be put in parts where it is too long.
    let isDivisible: Bool
}

extension StepContext {
    /// The same context with another marker.
    func with(marker: String) -> StepContext {
        StepContext(
            input: self.input,
            language: self.language,
            outputs: self.outputs,
            fenceMarker: marker,
            part: self.part
        )
    }

    /// The same context about one part.
    func with(_ part: StepPart) -> StepContext {
        StepContext(
            input: self.input,
            language: self.language,
            outputs: self.outputs,
            fenceMarker: self.fenceMarker,
            part: part
        )
    }
}
