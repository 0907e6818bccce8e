package homeport.server.drill;

import homeport.server.drill.Operation.Mark;
import homeport.server.drill.Operation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares what clients were told with what is there in the end. Pure.
 *
 * @param operations of all clients, in any order
 * @param found every row that is there of those that they tried to insert
 * @param writers who has ever written a row that is there, also in earlier runs
 */
record History(List<Operation> operations, Map<Long, Mark> found, Set<Mark> writers) {
    /** An answer may lie so long in a client's socket before the client reads it. */
    private static final Duration READ_MAX = Duration.ofSeconds(1);

    /**
     * Where a promise was broken, one sentence for each.
     *
     * @param lost acknowledged rows that are not there
     * @param other everything else that may not be
     */
    record Verdict(List<Long> lost, List<String> other) {
        boolean holds() {
            return lost.isEmpty() && other.isEmpty();
        }
    }

    Verdict verdict() {
        List<String> other = new ArrayList<>();
        other.addAll(phantoms());
        other.addAll(rewritten());
        other.addAll(rivals());
        other.addAll(late());
        return new Verdict(lost(), other);
    }

    private List<Long> lost() {
        return acknowledged()
                .map(Operation::id)
                .filter(id -> !found.containsKey(id))
                .sorted()
                .toList();
    }

    private Stream<Operation> acknowledged() {
        return operations.stream().filter(op -> op.outcome() instanceof Outcome.Ok);
    }

    private static Mark by(Operation op) {
        return switch (op.outcome()) {
            case Outcome.Ok(Mark mark) -> mark;
            case Outcome.Fail _, Outcome.Unknown _ ->
                    throw new IllegalArgumentException(op + " was not acknowledged");
        };
    }

    private List<String> phantoms() {
        return operations.stream()
                .filter(op -> op.outcome() instanceof Outcome.Fail && found.containsKey(op.id()))
                .map(op -> "row " + op.id() + " was refused and is there")
                .toList();
    }

    private List<String> rewritten() {
        return acknowledged()
                .filter(op -> found.containsKey(op.id()) && !found.get(op.id()).equals(by(op)))
                .map(op ->
                        "row %d was acknowledged by %s and is there as by %s"
                                .formatted(op.id(), by(op), found.get(op.id())))
                .toList();
    }

    /** One timeline is written by one node, in whatever order its postmasters were started. */
    private List<String> rivals() {
        Map<String, Set<String>> nodes = new TreeMap<>();
        Stream.concat(acknowledged().map(History::by), writers.stream())
                .forEach(mark ->
                        nodes.computeIfAbsent(mark.timeline(), _ -> new TreeSet<>())
                                .add(mark.node()));
        return nodes.entrySet().stream()
                .filter(writer -> writer.getValue().size() > 1)
                .map(writer ->
                        "timeline %s was written by %s"
                                .formatted(writer.getKey(), writer.getValue()))
                .toList();
    }

    /** Nobody takes a write any more when a client has been served by the next timeline. */
    private List<String> late() {
        Map<String, Long> begun = new TreeMap<>();
        acknowledged().forEach(op -> begun.merge(by(op).timeline(), op.completed(), Math::min));
        return acknowledged()
                .filter(op -> isLate(op, begun))
                .map(op -> "row %d was taken by %s after its successor".formatted(op.id(), by(op)))
                .toList();
    }

    private static boolean isLate(Operation op, Map<String, Long> begun) {
        return begun.entrySet().stream()
                .filter(next -> next.getKey().compareTo(by(op).timeline()) > 0)
                .anyMatch(next ->
                        op.invoked() - next.getValue() > 0
                                || op.completed() - next.getValue() > READ_MAX.toNanos());
    }
}
