extension Turn {
    /// A whole answer of the right schema.
    public static let healthy = Turn("healthy", .answer(Answer()))

    /// An answer with something wrong in it.
    public static func answer(_ name: String, _ change: (inout Answer) -> Void) -> Turn {
        var answer = Answer()
        change(&answer)
        return Turn(name, .answer(answer))
    }

    /// A whole answer with this text.
    public static func text(_ name: String, _ text: Answer.Text) -> Turn {
        self.answer(name) { $0.text = text }
    }

    /// The output limit cut the JSON off, and the provider says so.
    public static let truncated = Turn.answer("truncated") {
        $0.text = .half
        $0.ending = .length
    }

    /// Half of the JSON although the provider says that the model stopped by itself.
    public static let halfAsWhole = Turn.text("half as whole", .half)

    /// All tokens went into thoughts.
    public static let nothingButThoughts = Turn.answer("nothing but thoughts") {
        $0.form = .noContent
        $0.ending = .length
    }

    public static let refusal = Turn.answer("refusal") { $0.ending = .refused }
    public static let filteredAnswer = Turn.answer("filtered answer") { $0.ending = .filtered }
    public static let blockedPrompt = Turn.answer("blocked prompt") { $0.form = .blockedPrompt }
    public static let failedFinish = Turn.answer("finish reason error") { $0.ending = .failed }
    public static let noChoices = Turn.answer("no choices") { $0.form = .noChoices }
    public static let noContent = Turn.answer("no content") { $0.form = .noContent }

    /// A whole answer with something wrong in how it is streamed.
    public static func stream(_ name: String, _ fault: StreamPlan.Fault) -> Turn {
        self.answer(name) { $0.stream.fault = fault }
    }

    /// The stream ends at two thirds, with or without an end of the body that is in order.
    public static func cut(inOrder: Bool) -> Turn {
        .stream(inOrder ? "cut in order" : "cut", .cut(after: 40, inOrder: inOrder))
    }

    /// The stream stands still at two thirds.
    public static func stall(for duration: Duration, resumes: Bool) -> Turn {
        .stream("stall", .stall(after: 40, for: duration, resumes: resumes))
    }
}
