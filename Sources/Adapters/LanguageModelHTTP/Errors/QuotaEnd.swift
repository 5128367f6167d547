import Glibc

/// When a quota begins anew, as seconds from now.
enum QuotaEnd {
    /// "You will regain access on 2026-09-01 at 00:00 UTC."
    static func stated(in message: String, now: Int) -> Int? {
        let pattern = #/regain access on (\d{4})-(\d{2})-(\d{2})(?: at (\d{2}):(\d{2}) UTC)?/#
        guard let match = message.firstMatch(of: pattern), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3)
        else { return nil }
        let hour = match.4.flatMap { Int($0) } ?? 0
        let minute = match.5.flatMap { Int($0) } ?? 0
        let end = Self.seconds(year: year, month: month, day: day) + hour * 3_600 + minute * 60
        return end > now ? end - now : nil
    }

    /// The first of the next month in UTC, when a month's spend begins anew.
    static func nextMonth(now: Int) -> Int {
        let today = Self.date(now)
        return Self.seconds(year: today.year, month: today.month + 1, day: 1) - now
    }

    /// The next midnight on the Pacific coast of the United States, when Google's days begin.
    static func nextPacificDay(now: Int) -> Int {
        let local = now + Self.pacificOffset(at: now)
        let midnight = (local / 86_400 + 1) * 86_400
        return midnight - Self.pacificOffset(at: midnight + 8 * 3_600) - now
    }

    /// Daylight saving time lasts from the second Sunday of March to the first one of November, each time
    /// from two o'clock on.
    private static func pacificOffset(at now: Int) -> Int {
        let year = Self.date(now).year
        let begin = Self.sunday(onOrAfter: Self.seconds(year: year, month: 3, day: 8)) + 10 * 3_600
        let end = Self.sunday(onOrAfter: Self.seconds(year: year, month: 11, day: 1)) + 9 * 3_600
        return (begin..<end).contains(now) ? -7 * 3_600 : -8 * 3_600
    }

    private static func sunday(onOrAfter day: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let weekday = (day / 86_400 + 4) % 7
        return day + (7 - weekday) % 7 * 86_400
    }

    private static func date(_ seconds: Int) -> (year: Int, month: Int) {
        var seconds = time_t(seconds)
        var date = tm()
        gmtime_r(&seconds, &date)
        return (Int(date.tm_year) + 1_900, Int(date.tm_mon) + 1)
    }

    /// Midnight in UTC; a month beyond twelve is one of the next year.
    private static func seconds(year: Int, month: Int, day: Int) -> Int {
        var date = tm()
        date.tm_year = Int32(year - 1_900)
        date.tm_mon = Int32(month - 1)
        date.tm_mday = Int32(day)
        return timegm(&date)
    }
}
