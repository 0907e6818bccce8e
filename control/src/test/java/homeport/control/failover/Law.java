package homeport.control.failover;

import java.util.List;

/** What must be true in every state of the abstract world; each is named for its sentence. */
sealed interface Law {
    List<Law> ALL =
            List.of(
                    new NoAcknowledgedWriteIsLost(),
                    new WhatAClientSawSurvives(),
                    new OnlyThePrimaryOnRecordTakesWrites(),
                    new KnownDataIsPartOfThePrimarysHistory(),
                    new NobodyFollowsWithADivergedLog());

    boolean holds(World world);

    /** Also when an old primary acknowledges it after it was replaced. */
    record NoAcknowledgedWriteIsLost() implements Law {
        @Override
        public boolean holds(World world) {
            return (world.acknowledged & ~world.primary().writes()) == 0;
        }
    }

    /** Also what was not yet acknowledged when its primary died and started again. */
    record WhatAClientSawSurvives() implements Law {
        @Override
        public boolean holds(World world) {
            return (world.seen & ~world.primary().writes()) == 0;
        }
    }

    /** A record is of one term, so there is one writer a term; orphans count. */
    record OnlyThePrimaryOnRecordTakesWrites() implements Law {
        @Override
        public boolean holds(World world) {
            for (int i = 0; i < world.servers.length; i++)
                if (world.servers[i].open && i != world.record.primary()) return false;
            return true;
        }
    }

    /** So whoever is cleared may follow, and whoever votes is comparable. */
    record KnownDataIsPartOfThePrimarysHistory() implements Law {
        @Override
        public boolean holds(World world) {
            for (int i = 0; i < world.servers.length; i++)
                if (world.record.isCleared(i) && !world.servers[i].isPartOf(world.primary()))
                    return false;
            return true;
        }
    }

    /**
     * A member that did would answer reads with rows that its primary never had. Against one that
     * somebody else starts only the data's not being known helps.
     */
    record NobodyFollowsWithADivergedLog() implements Law {
        @Override
        public boolean holds(World world) {
            for (int i = 0; i < world.servers.length; i++) {
                Server server = world.servers[i];
                if (!world.isMember(i) || server.unasked) continue;
                if (!server.answers() || !server.standby || server.follows == Server.NOBODY)
                    continue;
                Server upstream = world.servers[server.follows];
                if (upstream.leads() && !server.isPartOf(upstream)) return false;
            }
            return true;
        }
    }
}
