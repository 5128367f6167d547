import Synchronization

/// The form in which one model is asked, as it stands after what its server has refused so far.
final class LearnedForm: Sendable {
    private let form: Mutex<RequestForm>

    init(_ form: RequestForm) {
        self.form = Mutex(form)
    }

    var current: RequestForm { self.form.withLock { $0 } }

    /// Takes a lesson from a question that was put in the form `used`.
    ///
    /// - Returns: whether the same question will be put otherwise next time. That is also so where another
    ///   call has learned the same meanwhile.
    func learn(_ lesson: RequestForm.Lesson, from used: RequestForm) -> Bool {
        var taught = used
        guard taught.learn(lesson) else { return false }
        return self.form.withLock { form in
            // Two calls that fell from the same rung take one step together.
            if lesson == .lowerSchema, form.ladder.count < used.ladder.count { return true }
            _ = form.learn(lesson)
            return form != used
        }
    }
}
