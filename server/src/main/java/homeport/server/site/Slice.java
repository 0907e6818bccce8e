package homeport.server.site;

import homeport.store.Op;
import homeport.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slice of loopback of a data folder, so that two folders on one machine do not hand out the
 * same addresses: chosen at random among those where nobody listens when the folder is new, then
 * kept. Folders that stood still at that moment are met once in 254 times; the second to start then
 * says that the address is taken.
 */
final class Slice {
    private static final Logger LOG = LoggerFactory.getLogger(Slice.class);
    private static final String KEY = "/site/slice";
    private static final int MAX = 254;
    private static final Path SOCKETS = Path.of("/proc/net/tcp");
    private static final String LISTENING = "0A";

    private Slice() {}

    static int of(Store store) {
        while (true) {
            var held = store.get(KEY);
            if (held.isPresent())
                return Integer.parseInt(new String(held.get().value(), StandardCharsets.US_ASCII));
            byte[] value = Integer.toString(chosen()).getBytes(StandardCharsets.US_ASCII);
            store.commit(List.of(Op.create(KEY, value)));
        }
    }

    private static int chosen() {
        Set<Integer> used = used();
        List<Integer> free =
                IntStream.rangeClosed(1, MAX).filter(n -> !used.contains(n)).boxed().toList();
        SecureRandom random = new SecureRandom();
        return free.isEmpty() ? 1 + random.nextInt(MAX) : free.get(random.nextInt(free.size()));
    }

    private static Set<Integer> used() {
        try {
            return used(Files.readAllLines(SOCKETS));
        } catch (IOException unreadable) { // chance alone decides
            LOG.debug("who listens cannot be read", unreadable);
            return Set.of();
        }
    }

    /**
     * The third octets of loopback addresses at which somebody listens.
     *
     * @param sockets lines of the kernel's table: {@code 0: 0301017F:1538 00000000:0000 0A …}, the
     *     address's octets from the last to the first
     */
    static Set<Integer> used(List<String> sockets) {
        return sockets.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length > 3 && row[3].equals(LISTENING))
                .map(row -> row[1])
                .filter(address -> address.startsWith("7F", 6))
                .map(address -> Integer.parseInt(address.substring(2, 4), 16))
                .collect(Collectors.toUnmodifiableSet());
    }
}
