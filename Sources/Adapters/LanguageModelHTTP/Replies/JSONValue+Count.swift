import JobsDomain

extension JSONValue {
    /// A count that is not negative, also where a server writes `12.0` or `"12"`.
    var count: Int? {
        let spelling: String
        switch self {
        case .number(let number): spelling = number
        case .string(let text): spelling = text
        default: return nil
        }
        guard let count = Int(spelling) ?? Double(spelling).flatMap(Int.init(exactly:)), count >= 0 else { return nil }
        return count
    }
}
