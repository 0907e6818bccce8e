package homeport.server.drill;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether an instance told its failovers as AWS does: each from its beginning to its end, none
 * twice, none between two others. Source: RDS user guide, "Amazon RDS event categories and event
 * messages". Pure.
 */
final class EventOrder {
    /** How the messages begin: DescribeEvents shows no ids. */
    static final List<String> OF_INSTANCE =
            List.of(
                    "Multi-AZ instance failover started",
                    "Recovery of standby DB instance has started",
                    "DB instance restarted",
                    "Multi-AZ failover to standby complete",
                    "Multi-AZ instance failover completed",
                    "Recovery of standby DB instance is complete");

    /** What happens to its members, they tell. */
    static final List<String> OF_CLUSTER =
            List.of("Started cross AZ failover", "Completed failover");

    private static final int SHOWN_MAX = 12;

    private EventOrder() {}

    /**
     * @param told messages, oldest first
     * @param one how those of one failover begin, in their order
     * @param failovers that there have been
     * @return what is not as it should be, a sentence each
     */
    static List<String> wrong(List<String> told, List<String> one, int failovers) {
        List<String> seen =
                told.stream()
                        .flatMap(message -> one.stream().filter(message::startsWith))
                        .dropWhile(begin -> !begin.equals(one.getFirst()))
                        .toList();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < failovers; i++) wanted.addAll(one);
        if (seen.equals(wanted)) return List.of();
        int at = 0;
        while (at < Math.min(seen.size(), wanted.size()) && seen.get(at).equals(wanted.get(at)))
            at++;
        return List.of(
                "%d failovers tell %d events, of which number %d begins another story: %s"
                        .formatted(
                                failovers,
                                seen.size(),
                                at + 1,
                                seen.subList(at, Math.min(seen.size(), at + SHOWN_MAX))));
    }
}
