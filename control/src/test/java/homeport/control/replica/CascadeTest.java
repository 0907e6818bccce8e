package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Topology;
import homeport.control.replica.Cascade.Move;
import homeport.control.replica.Cascade.Standby;
import homeport.engine.Lsn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is done for the nodes of a replica. Node n1 is the first, in term 2, in every row. A standby
 * is told by words: what it lacks of one that serves, or how far it is.
 */
class CascadeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # story                                          | wanted   | members  | cleared  | first | n2             | n3           | asked | move
                    one node is all there is                         | n1       | n1       | n1       | runs  | -              | -            | -     | Rest
                    a standby is to be there                         | n1 n2    | n1       | n1       | runs  | -              | -            | -     | Record [n1, n2] JOINED
                    both readers are                                 | n1 n2 n3 | n1       | n1       | runs  | -              | -            | -     | Record [n1, n2, n3] JOINED
                    it is copied                                     | n1 n2    | n1 n2    | n1       | runs  | empty          | -            | -     | Copy n2
                    when there is something to copy                  | n1 n2    | n1 n2    | n1       | alone | empty          | -            | -     | Rest
                    not twice at a time                              | n1 n2    | n1 n2    | n1       | runs  | empty busy     | -            | -     | Rest
                    nor again at once                                | n1 n2    | n1 n2    | n1       | runs  | empty rests    | -            | -     | Rest
                    the other is not kept waiting                    | n1 n2 n3 | n1 n2 n3 | n1       | runs  | empty busy     | empty        | -     | Copy n3
                    its copy goes on record                          | n1 n2    | n1 n2    | n1       | runs  | down copied    | -            | -     | Record [n1, n2] COPIED
                    then it is started                               | n1 n2    | n1 n2    | n1 n2    | runs  | down           | -            | -     | Start n2
                    not over and over                                | n1 n2    | n1 n2    | n1 n2    | runs  | down rests     | -            | -     | Rest
                    and is told what to follow                       | n1 n2    | n1 n2    | n1 n2    | runs  | untold         | -            | -     | Follow n2
                    one that does not answer is killed               | n1 n2    | n1 n2    | n1 n2    | runs  | hangs          | -            | -     | Kill n2
                    then all is well                                 | n1 n2    | n1 n2    | n1 n2    | runs  | 0/100          | -            | -     | Rest
                    data of another history is copied anew           | n1 n2    | n1 n2    | n1       | runs  | 0/100          | -            | -     | Copy n2
                    what can never catch up, too                     | n1 n2    | n1 n2    | n1 n2    | runs  | apart cut      | -            | -     | Copy n2
                    one that does not stream is waited for           | n1 n2    | n1 n2    | n1 n2    | runs  | apart          | -            | -     | Rest
                    it is Multi-AZ no more                           | n1       | n1 n2    | n1 n2    | runs  | 0/100          | -            | -     | Record [n1] LEFT
                    what is left goes                                | n1       | n1       | n1       | runs  | down           | -            | -     | Remove n2
                    unless a copy is under way                       | n1       | n1       | n1       | runs  | down busy      | -            | -     | Rest
                    # the first node dies
                    the other takes over                             | n1 n2    | n1 n2    | n1 n2    | dead  | 0/100          | -            | -     | TakeOver n2
                    though it streams from nobody                    | n1 n2    | n1 n2    | n1 n2    | dead  | apart          | -            | -     | TakeOver n2
                    of two the one that has more                     | n1 n2 n3 | n1 n2 n3 | n1 n2 n3 | dead  | 0/100          | 0/200        | -     | TakeOver n3
                    else the lower name                              | n1 n2 n3 | n1 n2 n3 | n1 n2 n3 | dead  | 0/100          | 0/100        | -     | TakeOver n2
                    not one of another history                       | n1 n2    | n1 n2    | n1       | dead  | 0/100          | -            | -     | Rest
                    nor one that is down                             | n1 n2    | n1 n2    | n1 n2    | dead  | down           | -            | -     | Rest
                    nor one that is not to be there                  | n1       | n1 n2    | n1 n2    | dead  | 0/100          | -            | -     | Rest
                    nor any for one that was to be promoted          | n1 n2    | n1 n2    | n1 n2    | lost  | 0/100          | -            | any   | Rest
                    nor one that hangs itself                        | n1 n2    | n1 n2    | n1 n2    | dead  | hangs          | -            | -     | Rest
                    and nothing else is done                         | n1 n2    | n1       | n1       | dead  | -              | -            | -     | Rest
                    # a failover is asked for
                    one that streams takes over                      | n1 n2    | n1 n2    | n1 n2    | runs  | 0/100          | -            | any   | TakeOver n2
                    the one that is named                            | n1 n2 n3 | n1 n2 n3 | n1 n2 n3 | runs  | 0/200          | 0/100        | n3    | TakeOver n3
                    if it can                                        | n1 n2 n3 | n1 n2 n3 | n1 n2 n3 | runs  | 0/200          | down         | n3    | TakeOver n2
                    one that does not stream is waited for here, too | n1 n2    | n1 n2    | n1 n2    | runs  | apart          | -            | any   | Rest
                    and one that is being made                       | n1 n2    | n1 n2    | n1       | runs  | empty          | -            | any   | Copy n2
                    without another it is given up                   | n1       | n1       | n1       | runs  | -              | -            | any   | GiveUp
                    """)
    void decides(
            String story,
            String wanted,
            String members,
            String cleared,
            String first,
            String n2,
            String n3,
            String asked,
            String move) {
        Map<String, Long> terms =
                set(cleared).stream().collect(Collectors.toMap(Function.identity(), _ -> 2L));
        Topology record = new Topology(2, "n1", set(members), Set.of(), terms);
        Map<String, Standby> standbys = new HashMap<>();
        if (!n2.equals("-")) standbys.put("n2", standby(n2));
        if (!n3.equals("-")) standbys.put("n3", standby(n3));
        Set<String> leftovers = new TreeSet<>(standbys.keySet());
        leftovers.removeAll(record.members());
        Cascade.View view =
                new Cascade.View(
                        record,
                        set(wanted),
                        leftovers,
                        !first.equals("dead") && !first.equals("lost"),
                        first.equals("lost"),
                        first.equals("runs"),
                        !asked.equals("-"),
                        Optional.of(asked).filter(to -> to.startsWith("n")),
                        standbys);
        assertThat(text(Cascade.next(view))).isEqualTo(move);
    }

    private static Standby standby(String words) {
        Set<String> all = set(words);
        boolean data = !all.contains("empty");
        boolean runs = data && !all.contains("down");
        Optional<Lsn> at =
                all.stream().filter(word -> word.contains("/")).findFirst().map(Lsn::parse);
        return new Standby(
                data,
                all.contains("busy"),
                all.contains("copied"),
                runs,
                all.contains("hangs"),
                runs && !all.contains("hangs")
                        ? at.or(() -> Optional.of(Lsn.parse("0/50")))
                        : Optional.empty(),
                runs && !all.contains("apart") && !all.contains("hangs"),
                !all.contains("untold"),
                all.contains("rests"),
                all.contains("cut"));
    }

    private static String text(Move move) {
        return switch (move) {
            case Move.Rest _ -> "Rest";
            case Move.Record(Topology next, var cause) ->
                    "Record %s %s".formatted(new TreeSet<>(next.members()), cause);
            case Move.GiveUp _ -> "GiveUp";
            case Move.TakeOver(String node) -> "TakeOver " + node;
            case Move.Remove(String node) -> "Remove " + node;
            case Move.Copy(String node) -> "Copy " + node;
            case Move.Start(String node) -> "Start " + node;
            case Move.Kill(String node) -> "Kill " + node;
            case Move.Follow(String node) -> "Follow " + node;
        };
    }

    private static Set<String> set(String words) {
        return words.equals("-") ? Set.of() : Set.copyOf(Arrays.asList(words.split(" ")));
    }
}
