package homeport.server.site;

import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;

/**
 * The slice of loopback of a data folder: chosen at random when the folder is new, then kept, so
 * that two folders on one machine do not hand out the same addresses (they do once in 254 times;
 * the second then says that the address is taken).
 */
final class Slice {
    private static final String KEY = "/site/slice";
    private static final int MAX = 254;

    private Slice() {}

    static int of(Store store) {
        while (true) {
            var held = store.get(KEY);
            if (held.isPresent())
                return Integer.parseInt(new String(held.get().value(), StandardCharsets.US_ASCII));
            int chosen = 1 + new SecureRandom().nextInt(MAX);
            byte[] value = Integer.toString(chosen).getBytes(StandardCharsets.US_ASCII);
            store.commit(List.of(Op.create(KEY, value)));
        }
    }
}
