/// What a model's next requests get; the last turn repeats.
struct Script: Sendable {
    private var turns: [Turn]

    init(_ turns: [Turn]) {
        self.turns = turns.isEmpty ? [.healthy] : turns
    }

    mutating func next() -> Turn { self.turns.count > 1 ? self.turns.removeFirst() : self.turns[0] }
}
