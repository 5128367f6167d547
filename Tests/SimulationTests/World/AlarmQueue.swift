/// What is to happen later, earliest first. A binary heap; seeded bits break ties.
struct AlarmQueue {
    struct Alarm {
        let time: Microseconds
        let tie: UInt64
        let id: UInt64

        fileprivate func isBefore(_ other: Alarm) -> Bool {
            self.time != other.time ? self.time < other.time : self.tie < other.tie
        }
    }

    private var heap: [Alarm] = []

    mutating func push(_ alarm: Alarm) {
        self.heap.append(alarm)
        var index = self.heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard self.heap[index].isBefore(self.heap[parent]) else { return }
            self.heap.swapAt(index, parent)
            index = parent
        }
    }

    mutating func pop() -> Alarm? {
        guard let first = self.heap.first else { return nil }
        let last = self.heap.removeLast()
        guard !self.heap.isEmpty else { return first }
        self.heap[0] = last
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < self.heap.count && self.heap[child].isBefore(self.heap[smallest]) {
                smallest = child
            }
            guard smallest != index else { return first }
            self.heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
