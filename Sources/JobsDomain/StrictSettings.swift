// A misspelt upcoming feature is ignored in silence, so each one is asked for by name.

#if !hasFeature(ExistentialAny)
    #error("ExistentialAny is off: misspelt setting in Package.swift")
#endif
#if !hasFeature(MemberImportVisibility)
    #error("MemberImportVisibility is off: misspelt setting in Package.swift")
#endif
#if !hasFeature(InternalImportsByDefault)
    #error("InternalImportsByDefault is off: misspelt setting in Package.swift")
#endif
#if swift(<6)
    #error("the Swift 6 language mode is off")
#endif
