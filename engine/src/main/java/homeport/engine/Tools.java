package homeport.engine;

/** What every node of one {@link LocalEngines} shares. */
record Tools(
        Account account,
        ProcessTable processes,
        Authority authority,
        Binaries binaries,
        SettingsTable settings,
        AdminAccess admin,
        Exits exits) {}
