/// The words with which English demands, forbids, recommends and permits, as data.
enum EnglishDemands {
    /// Every word that some rule begins with; all others are passed over.
    static let triggers: Set<String> = {
        let tables = [negated, doubleNegative, prohibition, recommendation, obligation, permission, ambiguous]
        let sets = [obligingAdjectives, banning, allowing, releasing, recommendingVerbs]
        let singles = EnglishVerbs.words(
            """
            must shall mustn't shan't may should shouldn't is are don't never do no ensure prohibits forbids bans
            failure
            failing neglecting omitting fail fails requires require needs need
            """
        )
        return (tables.map(\.firstWords) + sets).reduce(singles) { $0.union($1) }
    }()

    // MARK: - Denials

    /// Phrases that say something is not demanded or not forbidden.
    static let negated = EnglishPhrases(
        """
        need not, needn't, do|does|did|will|would|shall|should|must not have|need to, should not need|have,
        don't|doesn't|didn't|won't|wouldn't|shouldn't have|need to, do|does not need, don't|doesn't need,
        do|does|will not necessarily have|need to, no need to|for|of, no obligation to|on|whatsoever, no requirement
        to|for|that,
        no duty to, no rule|policy|law that|against, not the case that, not true that, not mean that, not imply that,
        at your discretion, at the discretion of, no longer have|has|need|needs to, no|little point in,
        do|does|shall not require|requires|mandate|prohibit|forbid|ban|prevent|preclude|bar|stop|restrict|limit|oblige,
        doesn't|don't require|mandate|prohibit|forbid|ban|prevent|preclude|bar|stop|restrict|limit|oblige,
        no objection to, no bar|ban|prohibition|restriction|restrictions|limit to|on|against,
        nothing wrong with, nothing against, nothing to stop|prevent, no reason not to, no harm in,
        nothing * prevents|stops|prohibits|forbids|precludes|bars|prevent|prohibit|forbid|preclude|obliges|requires,
        nothing prevents|stops|prohibits|forbids|precludes|bars|requires|obliges,
        no * prohibits|forbids|prevents|precludes|bars|requires|obliges|compels,
        nobody|none requires|expects|demands, not a must|requirement|duty|problem, never have|has|need|needs to,
        is|are not|never expected to, aren't|isn't expected to, not be required|obliged|obligated|expected|necessary,
        not be prohibited|forbidden|barred|banned, not be construed|interpreted|read|understood|taken as|to,
        can be skipped|omitted|ignored|left, can|may safely, may not need|have to, is|are excused, is|are waived
        """
    )
    /// Predicates of duty: denied, they release.
    static let obligingAdjectives = EnglishVerbs.words(
        """
        required mandatory compulsory obligatory essential imperative obliged obligated necessary needed vital
        indispensable bound mandated compelled
        """
    )
    /// Predicates of a ban: denied, they permit.
    static let banning = EnglishVerbs.words(
        """
        prohibited forbidden banned disallowed barred impermissible unlawful illegal unacceptable inadmissible
        outlawed off-limits taboo precluded
        """
    )
    /// Predicates of a permission: denied, they forbid.
    static let allowing = EnglishVerbs.words(
        """
        allowed permitted acceptable tolerated authorised authorized permissible admissible
        """
    )
    /// Predicates of release: denied, they bind.
    static let releasing: Set<String> = [
        "exempt", "exempted", "excused", "excepted", "immune", "optional", "voluntary",
    ]
    /// Texts that forbid: "the code prohibits …".
    static let rulebooks = EnglishVerbs.words(
        """
        policy policies rule rules section code regulation regulations act law laws contract agreement standard lease
        licence license statute article order directive guideline guidelines charter bylaws terms
        """
    )
    /// Verbs of leaving undone: forbidden, they demand.
    static let omissions = EnglishVerbs.words(
        """
        forget fail neglect omit skip overlook
        """
    )

    // MARK: - Demands

    static let doubleNegative = EnglishPhrases(
        """
        must|shall|should|do not only, not to forget|fail|neglect|omit, never fail|forget|neglect|omit,
        there are|is no exceptions|exception|exemption|exemptions
        """
    )
    static let prohibition = EnglishPhrases(
        """
        under no circumstances|circumstance|condition|conditions, in no case|event|circumstances|way,
        at no time|point|stage, on no account, for no reason, not under any circumstances, under any circumstances not,
        refrain|refrains|desist from, is|are not to, isn't|aren't to, is|are never to,
        will not be tolerated|accepted|permitted|allowed|condoned, won't be tolerated|accepted|permitted|allowed,
        is|are asked|requested|instructed|reminded|required|obliged|told|ordered|directed not to,
        it is an offence|offense to, is|are an|a criminal|disciplinary offence|offense, has|have no right to,
        is|are against the rules|law|policy, is|are out of bounds, is|are off limits, is|are not at liberty,
        is|are not free to, no exceptions to, no longer allowed|permitted|acceptable, nor may|shall|must,
        is|are only allowed|permitted, is|are allowed|permitted only, may only, care|careful|sure not to,
        is|are to be avoided, must|shall be avoided|prohibited|forbidden|refused, zero tolerance,
        must|shall refrain|abstain|desist, must|shall avoid, must|shall under|in|on|at no, is|are ruled out,
        we|i prohibit|forbid, we|i do not tolerate|accept|allow|permit, we|i don't tolerate|accept|allow|permit
        """
    )
    static let recommendation = EnglishPhrases(
        """
        ought to|not, we|i recommend|suggest|advise|encourage|prefer, we|i strongly|would|highly
        recommend|suggest|advise|encourage|prefer,
        we'd suggest|recommend|encourage|advise, recommends, not|don't recommend, discouraged, encouraged, recommended,
        is|are|be advised|urged, advisable, inadvisable, unwise, is|are wise, desirable, undesirable, preferable,
        preferably,
        is|are|be expected to, good practice, bad practice, best practice|practise is, is|are|it's|that's best,
        it|that is|are better,
        would be wise|better|best|prudent|sensible|advisable|preferable, we|i advise against, you'd better,
        is|are strongly suggested|urged, is|are preferred, strive|strives to, had better, good|bad idea, is|are worth,
        it pays to, you|we might want|wish|like|prefer to, best avoided, is|are well advised, do well to, not
        advised, is|are prudent,
        is|are sensible, is|are suggested
        """
    )
    /// Words that make advice of a command: the author leaves it to what is possible.
    static let softening = EnglishPhrases(
        """
        ideally, preferably, where|wherever|whenever|if|when possible|practicable|feasible|practical,
        if at all possible, where|wherever|if reasonably practicable|possible, as far as possible|practicable
        """
    )
    /// Verbs that recommend at the start of a clause.
    static let recommendingVerbs = EnglishVerbs.words(
        """
        avoid consider prefer favor favour try aim minimise minimize strive
        """
    )
    static let obligation = EnglishPhrases(
        """
        has|have|having to, have|has got to, need|needs to, make|makes sure, is|are
        responsible|accountable|answerable for,
        is|are charged|tasked with, it is essential|imperative|vital|crucial|mandatory|necessary|compulsory that|to|for,
        will be required, will have|need to,
        is|are under a|an obligation|duty, under|have|has a|an obligation|duty|responsibility to, a must, is|are
        bound to,
        has|have the duty|obligation|responsibility|task|job to|of, bear|bears|carry|carries|take|takes
        responsibility|responsible for,
        it is the duty|responsibility|job|task|obligation|role of, it is * duty|responsibility|job|task|obligation to,
        it falls|rests|lies to|on|upon|with * to, it is for * to, it is up to * to, falls to|on|upon the, it is
        incumbent on|upon, is|are incumbent on|upon,
        responsibility for * rests|lies|falls|is|remains with|on|upon|to, duty|responsibility|onus|burden
        rests|lies|falls with|on|upon|to,
        onus|burden * is|rests|lies|falls with|on|upon, onus is|rests|lies with|on|upon,
        is|are|remains|remain the responsibility|duty|job|task of, is|are subject to *
        approval|authorisation|authorization|consent|review|permission|agreement|inspection,
        is|are subject to approval|authorisation|authorization|consent|review|permission|agreement|inspection,
        is|are conditional|contingent on|upon, is|are asked|requested|instructed|directed|ordered|reminded to,
        see to it that, see that, take care to, be sure|careful to, is|are obliged|obligated|required|mandated|compelled
        """
    )
    /// What something "requires" or "needs" where that is a demand; "requires five minutes" is none.
    static let requirements = EnglishVerbs.words(
        """
        approval authorisation authorization permission consent review sign-off supervision signature signatures entry
        permit licence license certificate proof notice training justification countersignature confirmation receipt
        ticket agreement evidence escort form reference approvals quotations quotes record registration clearance
        """
    )

    /// What "must" says when it concludes instead of demanding: "must mean".
    static let conclusions = EnglishVerbs.words(
        """
        mean surely presumably exist seem feel think know imagine
        """
    )
    /// The same after "must be".
    static let conclusionPredicates = EnglishVerbs.words(
        """
        wrong mistaken true lying joking kidding why because faulty broken
        """
    )
    /// What a conclusion says that something "must be".
    static let conclusionNouns: Set<String> = [
        "mistake", "error", "misunderstanding", "explanation", "coincidence", "culprit", "cause",
    ]
    /// What "may not" says when it is a guess and no ban.
    static let guesses = EnglishVerbs.words(
        """
        available possible sufficient enough obvious necessary needed required appropriate suitable visible
        supported clear accurate complete present ready aware able have work exist know want need always yet
        immediately seem appear apply realise realize understand notice help last reflect reach match fit
        correspond contain show respond arrive succeed improve recover happen occur cover suffice detect
        """
    )
    /// Things that happen: expected of a quantity, they are a forecast.
    static let forecasts = EnglishVerbs.words(
        """
        rise fall increase decrease be take last grow reach arrive improve drop continue remain become stay cost
        exceed decline double happen occur recover cool settle resolve subside peak shrink expand finish begin
        """
    )
    /// What "shall" says of a text and not of anybody's acts.
    static let definitions = EnglishVerbs.words(
        """
        mean apply prevail consist commence expire lapse constitute enter come survive govern
        """
    )
    /// Nouns whose "is to" tells what they consist in.
    static let purposes = EnglishVerbs.words(
        """
        purpose aim goal plan idea objective intention point function role way option alternative step challenge effect
        result default solution practice intent hope mission strategy trick approach priority first purposes aims
        """
    )
    /// What "is to be" says when it describes.
    static let descriptions = EnglishVerbs.words(
        """
        found hoped expected seen welcomed regretted blame say follow come
        """
    )
    static let permission = EnglishPhrases(
        """
        optional, is|are free|welcome|entitled to, you're welcome|free to, can,
        it is acceptable|fine|ok|okay|permissible|all to, have|has the option|right|choice
        """
    )
    static let ambiguous = EnglishPhrases(
        """
        cannot, can not, can't, unable to, may not
        """
    )
}
