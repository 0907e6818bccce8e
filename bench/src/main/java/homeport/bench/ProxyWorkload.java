package homeport.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One kind of load, in the form {@code simple-64} or {@code storm-16-tls}.
 *
 * @param clients at once; without meaning for a transfer
 */
record ProxyWorkload(Kind kind, int clients, boolean tls) {
    /** What is done, and what its cost is counted for. */
    enum Kind {
        /** Reads of one row by pgbench. */
        SIMPLE("s/100k"),
        EXTENDED("s/100k"),
        PREPARED("s/100k"),
        /** Transactions of pgbench as of TPC-B. */
        TPCB("s/100k"),
        /** A connection for each read. */
        STORM("s/100k"),
        /** COPY to the client, from the client, and rows of 10 MB. */
        COPYOUT("s/GB"),
        COPYIN("s/GB"),
        ROWS("s/GB"),
        /** Clients that have asked once and are idle. */
        IDLE("KB each");

        final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        boolean isTransfer() {
            return this == COPYOUT || this == COPYIN || this == ROWS;
        }
    }

    static ProxyWorkload parse(String text) {
        String[] words = text.split("-");
        try {
            boolean tls = words.length > 1 && words[words.length - 1].equals("tls");
            int counted = words.length - (tls ? 1 : 0);
            return new ProxyWorkload(
                    Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    counted > 1 ? Integer.parseInt(words[1]) : 1,
                    tls);
        } catch (IllegalArgumentException unknown) {
            String kinds =
                    Arrays.stream(Kind.values()).map(Kind::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "%s: a workload is one of %s, with clients and tls: storm-16-tls"
                            .formatted(text, kinds.toLowerCase(Locale.ROOT)),
                    unknown);
        }
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return name + (kind.isTransfer() ? "" : "-" + clients) + (tls ? "-tls" : "");
    }
}
