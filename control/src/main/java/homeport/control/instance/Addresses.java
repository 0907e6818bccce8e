package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Hands out loopback addresses. A zone is a slice of loopback: {@code 127.<1 for a, 2 for b, 3 for
 * c>.<site>.<n>}, where the site keeps two data folders of one machine apart. An address belongs to
 * one resource until that is removed: key {@code /rds/address/<address>}.
 */
public final class Addresses {
    private static final String FOLDER = "/rds/address/";
    private static final int LAST = 254;

    private final Store store;
    private final int site;

    /**
     * @param site 1 to 254, of this data folder
     */
    public Addresses(Store store, int site) {
        this.store = store;
        this.site = site;
    }

    /** Addresses with the operations that take them; the commit fails if somebody was faster. */
    public record Taken(List<String> addresses, List<Op> ops) {}

    /**
     * @param zone its last letter tells the slice
     * @throws AwsException {@code InsufficientDBInstanceCapacity} when the slice is used up
     */
    public Taken take(String zone, int count, String resourceId) {
        Set<String> used = new HashSet<>();
        store.list(FOLDER).entries().forEach(e -> used.add(e.key().substring(FOLDER.length())));
        String prefix = "127." + (zone.charAt(zone.length() - 1) - 'a' + 1) + "." + site + ".";
        List<String> free = new ArrayList<>();
        for (int n = 1; n <= LAST && free.size() < count; n++)
            if (!used.contains(prefix + n)) free.add(prefix + n);
        if (free.size() < count)
            throw new AwsException(
                    "InsufficientDBInstanceCapacity",
                    "Zone %s has no free address left (%d in use).".formatted(zone, LAST));
        byte[] owner = resourceId.getBytes(StandardCharsets.UTF_8);
        return new Taken(free, free.stream().map(a -> Op.create(FOLDER + a, owner)).toList());
    }

    public Op release(String address) {
        return Op.delete(FOLDER + address);
    }
}
