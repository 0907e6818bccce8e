package homeport.server.fault;

import homeport.engine.Account;
import homeport.engine.NodePlace;
import homeport.server.data.DataFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A table of nft of our own, by which a node is cut off at the address and port where it listens.
 * Clients do not notice: the door uses the socket. Both directions leave through the output hook,
 * as all of it stays on this machine.
 *
 * @param of the account whose connections are cut: that of the engines, for replication; empty:
 *     everybody's, also our own, so that we do not know any more how the node is
 */
record Cut(String address, int port, OptionalInt of) {
    private static final int ANSWER_SECONDS_MAX = 10;
    private static final String PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

    /**
     * Who connects is known at the connecting end only; what it is sent is known by the port that
     * it was seen to use.
     */
    private static final String REPLICATION =
            """
            set peers { type inet_service; flags dynamic; size 1024; }
            chain out {
                type filter hook output priority 0; policy accept;
                ip daddr %1$s tcp dport %2$d meta skuid %3$d update @peers { tcp sport } drop
                ip saddr %1$s tcp sport %2$d tcp dport @peers drop
            }
            """;

    private static final String EVERYTHING =
            """
            chain out {
                type filter hook output priority 0; policy accept;
                ip daddr %1$s tcp dport %2$d drop
                ip saddr %1$s tcp sport %2$d drop
            }
            """;

    static Cut replication(NodePlace place) {
        return new Cut(place.address(), place.port(), OptionalInt.of(Account.forEngines().uid()));
    }

    static Cut everything(NodePlace place) {
        return new Cut(place.address(), place.port(), OptionalInt.empty());
    }

    /** {@code homeport_node_127_1_9_1_5432}: an address is one node's on this machine. */
    private String table() {
        return "homeport_%s_%s_%d"
                .formatted(
                        of.isPresent() ? "replication" : "node", address.replace('.', '_'), port);
    }

    /**
     * @throws Refused we are not allowed to, or have no nft
     */
    void check() throws Refused, IOException {
        if (!DataFolder.ofRoot())
            throw new Refused(
                    "A partition is made with nft, which only root may use; start Homeport as root.");
        nft("list tables\n");
    }

    void make() throws Refused, IOException {
        String rules =
                of.isPresent()
                        ? REPLICATION.formatted(address, port, of.getAsInt())
                        : EVERYTHING.formatted(address, port);
        nft(absent() + "table inet " + table() + " {\n" + rules + "}\n");
    }

    void remove() throws Refused, IOException {
        nft(absent());
    }

    /** Added first, as what is not there cannot be deleted. */
    private String absent() {
        return "add table inet %s\ndelete table inet %s\n".formatted(table(), table());
    }

    private static void nft(String commands) throws Refused, IOException {
        ProcessBuilder builder = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true);
        builder.environment().putAll(Map.of("PATH", PATH, "LC_ALL", "C"));
        Process nft;
        try {
            nft = builder.start();
        } catch (IOException none) {
            throw new Refused(
                    "A partition is made with nft, which is not installed (apt install nftables).",
                    none);
        }
        try (OutputStream in = nft.getOutputStream()) {
            in.write(commands.getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(nft.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
        try {
            if (nft.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS) && nft.exitValue() == 0) return;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        nft.destroyForcibly();
        throw new Refused("nft did not do it: " + said.strip());
    }
}
