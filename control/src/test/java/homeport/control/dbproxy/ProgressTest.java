package homeport.control.dbproxy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.dbproxy.ProxyRuntime.Listening;
import homeport.control.dbproxy.ProxySeen.Followed;
import homeport.control.testkit.Calls;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a proxy {@code web} with an endpoint {@code ro}. Source: RDS user guide. */
class ProgressTest {
    private static final DbProxy.Network NETWORK =
            new DbProxy.Network("vpc-1", List.of("subnet-a", "subnet-b"), List.of("sg-1"));

    /** Columns: changes of proxy and endpoint, asked/seen; - of the endpoint: still being made. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nobody has decided yet            | 0/new | 0/- | -       | -       | creating             | creating             |
                    clients can come in               | 0/new | 0/- | open    | open    | available            | available            | 0203 0206
                    nothing serves, and is said so    | 0/new | 0/- | unserved| unserved| available            | available            | 0203 0206
                    the address cannot be listened on | 0/new | 0/- | refused | open    | incompatible-network | available            | 0206
                    only the endpoint is refused      | 0/0   | 0/- | open    | refused | available            | incompatible-network |
                    nothing new                       | 1/1   | 2/2 | open    | open    | available            | available            |
                    a modification is in force        | 2/1   | 0/0 | open    | open    | available            | available            | 0204
                    one that waits                    | 2/1   | 0/0 | -       | open    | modifying            | available            |
                    changed while it was being made   | 1/new | 0/- | open    | open    | available            | available            | 0203 0206
                    an endpoint's is in force         | 0/0   | 3/1 | open    | open    | available            | available            | 0207
                    an endpoint's that waits          | 0/0   | 3/1 | open    | -       | available            | modifying            |
                    what was refused comes back       | 1/0   | 1/0 | refused | refused | incompatible-network | incompatible-network |
                    """)
    void goesOn(
            String story,
            String proxyChanges,
            String endpointChanges,
            String proxyListens,
            String endpointListens,
            String proxyStatus,
            String endpointStatus,
            String events) {
        DbProxy proxy = proxy(asked(proxyChanges));
        ProxyEndpoint endpoint = endpoint(asked(endpointChanges));
        Map<String, Listening> listening = new HashMap<>();
        put(listening, "prx-1", proxyListens);
        put(listening, "prx-endpoint-1", endpointListens);
        Progress next =
                Progress.of(
                        proxy,
                        List.of(endpoint),
                        seen(proxyChanges, endpointChanges),
                        listening,
                        Optional.empty(),
                        Calls.NOW);
        assertThat(ProxyStatus.of(proxy, next.seen()).word()).isEqualTo(proxyStatus);
        assertThat(ProxyStatus.of(endpoint, proxy, next.seen()).word()).isEqualTo(endpointStatus);
        assertThat(ids(next)).isEqualTo(events == null ? "" : events);
    }

    @Test
    void whatGoesIsShownAsDeletingWhateverElseIsTrue() {
        DbProxy proxy = proxy(0).asDeleting();
        ProxyEndpoint endpoint = endpoint(0);
        assertThat(ProxyStatus.of(proxy, ProxySeen.NEW).word()).isEqualTo("deleting");
        assertThat(ProxyStatus.of(endpoint, proxy, ProxySeen.NEW).word()).isEqualTo("deleting");
        assertThat(ProxyStatus.of(endpoint.asDeleting(), proxy(0), ProxySeen.NEW).word())
                .isEqualTo("deleting");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    those that are there when it is registered are no news | none    | a b   |
                    a member that comes later is                           | x a     | a b   | 0213
                    one that goes is not                                   | x a b   | a     |
                    the members of another target are not                  | y a     | a b   |
                    """)
    void tellsOfMembersThatCome(String story, String before, String now, String events) {
        Optional<Followed> was =
                before.equals("none") ? Optional.empty() : Optional.of(followed(before));
        ProxySeen seen = new ProxySeen(Optional.of(Calls.NOW), 0, Map.of(), was, Map.of());
        Progress next =
                Progress.of(
                        proxy(0),
                        List.of(),
                        seen,
                        Map.of("prx-1", new Listening.Open()),
                        Optional.of(followed("x " + now)),
                        Calls.NOW);
        assertThat(ids(next)).isEqualTo(events == null ? "" : events);
        assertThat(next.seen().target()).contains(followed("x " + now));
    }

    private static String ids(Progress progress) {
        return progress.told().stream()
                .map(told -> told.kind().id().substring(10))
                .collect(Collectors.joining(" "));
    }

    private static Followed followed(String words) {
        List<String> all = Arrays.asList(words.split(" "));
        Map<String, String> members = new HashMap<>();
        all.subList(1, all.size()).forEach(name -> members.put("db-" + name, name));
        return new Followed("cluster-" + all.getFirst(), true, "sales", members);
    }

    private static void put(Map<String, Listening> all, String id, String word) {
        switch (word) {
            case "open" -> all.put(id, new Listening.Open());
            case "unserved" -> all.put(id, new Listening.Unserved());
            case "refused" -> all.put(id, new Listening.Refused("it is taken"));
            default -> {}
        }
    }

    private static long asked(String changes) {
        return Long.parseLong(changes.substring(0, changes.indexOf('/')));
    }

    private static ProxySeen seen(String proxy, String endpoint) {
        String is = proxy.substring(proxy.indexOf('/') + 1);
        String its = endpoint.substring(endpoint.indexOf('/') + 1);
        boolean isNew = is.equals("new");
        return new ProxySeen(
                isNew ? Optional.empty() : Optional.of(Calls.NOW),
                isNew ? 0 : Long.parseLong(is),
                its.equals("-") ? Map.of() : Map.of("prx-endpoint-1", Long.parseLong(its)),
                Optional.empty(),
                Map.of());
    }

    static DbProxy proxy(long changes) {
        return new DbProxy(
                "web",
                "prx-1",
                Calls.ACCOUNT,
                Calls.NOW,
                Calls.NOW,
                new DbProxy.Settings(ProxyRig.ROLE, true, List.of(), false, 1800, Optional.empty()),
                NETWORK,
                "127.1.7.9",
                new DbProxy.Group("prx-tg-1", PoolConfig.DEFAULT, Calls.NOW, Map.of()),
                Optional.empty(),
                changes,
                false,
                Map.of());
    }

    private static ProxyEndpoint endpoint(long changes) {
        return new ProxyEndpoint(
                "ro",
                "prx-endpoint-1",
                "prx-1",
                Calls.NOW,
                NETWORK,
                TargetRole.READ_WRITE,
                "127.2.7.9",
                changes,
                false,
                Map.of());
    }
}
