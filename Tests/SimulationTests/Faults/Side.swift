/// On which side of a call's effect something happens.
enum Side: Int, CaseIterable {
    case before, after
}
