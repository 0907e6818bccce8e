package homeport.server.fault;

import homeport.engine.NodePlace;
import homeport.server.data.DataFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A table of nft of our own in which everything to and from one address and port is dropped: the
 * replication of the node that listens there. Clients do not notice: the door uses the socket. Both
 * directions leave through the output hook, as all of it stays on this machine.
 */
record Cut(String address, int port) {
    private static final int ANSWER_SECONDS_MAX = 10;
    private static final String PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

    static Cut of(NodePlace place) {
        return new Cut(place.address(), place.port());
    }

    /** {@code homeport_127_1_9_1_5432}: an address belongs to one node on this machine. */
    String table() {
        return "homeport_" + address.replace('.', '_') + "_" + port;
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
        nft(
                absent()
                        + """
                        table inet %s {
                            chain out {
                                type filter hook output priority 0; policy accept;
                                ip daddr %s tcp dport %d drop
                                ip saddr %s tcp sport %d drop
                            }
                        }
                        """
                                .formatted(table(), address, port, address, port));
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
