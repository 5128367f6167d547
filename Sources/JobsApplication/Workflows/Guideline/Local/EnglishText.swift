/// An English sentence as words and the signs that part clauses.
struct EnglishText: Sendable {
    /// Lower-case words; `,` `;` `:` `(` `)` and dashes stand as words of their own.
    let words: [String]

    init(_ sentence: MatchText) {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func flush() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        let scalars = sentence.scalars
        for (index, scalar) in scalars.enumerated() {
            if scalar.isWordLike || scalar == MatchText.placeholder {
                word.append(scalar)
            } else if scalar == "'" || scalar == "-" || scalar == "_" || scalar == ".", !word.isEmpty,
                index + 1 < scalars.count, scalars[index + 1].isWordLike
            {
                word.append(scalar)
            } else {
                flush()
                if let sign = Self.sign(scalar) { words.append(sign) }
            }
        }
        flush()
        self.words = words
    }

    private static func sign(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case ",": ","
        case ";": ";"
        case ":": ":"
        case "(": "("
        case ")": ")"
        case "-", "–", "—": "-"
        default: nil
        }
    }

    /// The word at a place, or nothing past the ends.
    func word(_ index: Int) -> String {
        index >= 0 && index < self.words.count ? self.words[index] : ""
    }

    /// Whether the word begins a clause: at the start, after a sign, or after a conjunction or "please".
    func beginsClause(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, EnglishRules.openers.contains(self.words[before]) { before -= 1 }
        if before < 0 { return true }
        return EnglishRules.clauseSigns.contains(self.words[before])
    }

    /// Whether the subject before a verb is a person or a body of persons, as far as its noun tells.
    func hasPerson(before index: Int) -> Bool {
        for before in stride(from: index - 1, through: max(0, index - 8), by: -1) {
            let word = self.words[before]
            if EnglishRules.clauseSigns.contains(word) || EnglishVerbs.finiteVerbs.contains(word) { return false }
            if Self.isPerson(word) { return true }
        }
        return false
    }

    /// "make no copies", "tell nobody"; but "use no more than two" sets a limit.
    func hasNegativeObject(after verb: Int) -> Bool {
        switch self.word(verb + 1) {
        case "nobody", "nothing", "none": true
        case "no":
            ![
                "more", "less", "fewer", "later", "longer", "matter", "larger", "higher", "lower", "earlier", "sooner",
                "doubt",
            ]
            .contains(self.word(verb + 2)) && !["ensure", "sure"].contains(self.word(verb))
        default: false
        }
    }

    /// Words that make a conclusion of "must": what follows is inferred, not demanded.
    var hasEvidence: Bool {
        self.words.contains { ["judging", "obviously", "evidently", "apparently", "since", "clearly"].contains($0) }
    }

    private static let persons = EnglishVerbs.words(
        """
        you we they staff everyone everybody anyone anybody nobody one someone person persons people personnel student
        students employee employees user users visitor visitors guest guests member members team teams applicant
        applicants candidate candidates contractor contractors tenant tenants patient patients parent parents child
        children pupil pupils resident residents customer customers client supplier suppliers vendor vendors nurse
        nurses doctor doctors clinician clinicians physician physicians driver drivers operator operators manager
        managers supervisor supervisors officer officers author authors reviewer reviewers maintainer maintainers
        contributor contributors participant participants trainee trainees technician technicians researcher
        researchers scientist scientists engineer engineers developer developers worker workers teacher teachers
        lecturer lecturers owner owners holder holders bidder bidders buyer buyers seller sellers passenger passengers
        player players spectator spectators exhibitor exhibitors trader traders keeper keepers landlord landlords
        lodger lodgers borrower borrowers lender lenders subscriber subscribers agent agents director directors
        chair trustee trustees judge judges selector selectors assessor assessors examiner examiners invigilator
        invigilators volunteer volunteers cleaner cleaners cook cooks chef chefs waiter waiters handler handlers
        porter porters surgeon surgeons prescriber prescribers pharmacist pharmacists midwife midwives carer carers
        householder householders licensee licensees permittee permittees registrant registrants importer importers
        exporter exporters producer producers manufacturer manufacturers processor processors controller controllers
        newcomer newcomers starter starters leaver leavers colleague colleagues committee committees department
        departments authority authorities council company companies firm firms operative operatives crew crews
        subcontractor subcontractors delegate delegates attendee attendees swimmer swimmers cyclist cyclists
        """
    )

    private static func isPerson(_ word: String) -> Bool { self.persons.contains(word) }
}
