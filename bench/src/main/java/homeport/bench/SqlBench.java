package homeport.bench;

import com.sun.management.ThreadMXBean;
import homeport.proxy.sql.Digest;
import homeport.proxy.sql.Statements;
import homeport.proxy.sql.Step;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What reading the client's SQL costs the proxy: nanoseconds for each byte and call, and bytes
 * allocated for each call, of texts that clients send. Every figure is the median of rounds, in
 * which all texts take turns, so that no call site gets to know only one of them.
 *
 * <p>Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java -cp bench/target/classes:proxy/target/classes:wire/target/classes homeport.bench.SqlBench 15
 * </pre>
 *
 * <p>Argument: rounds (default 15).
 */
final class SqlBench {
    /** Bytes read in one measurement of one text. */
    private static final int BYTES = 4_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is measured; its result is kept so that it is not left out. */
    private interface Work {
        long run();
    }

    private static long kept;

    private SqlBench() {}

    /** Prints one table. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        System.out.printf(
                "%-34s %7s %9s %9s %12s%n", "", "bytes", "ns/byte", "ns/call", "bytes/call");
        print("effects", rounds, effects(false));
        print("effects, direct buffer", rounds, effects(true));
        print("digest", rounds, digests());
        print("steps", rounds, steps());
        if (kept == 42) System.out.println();
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("select by key", "SELECT abalance FROM pgbench_accounts WHERE aid = 4711;");
        texts.put(
                "insert with parameters",
                "insert into orders (id, customer, total, note) values ($1, $2, $3, $4)");
        texts.put(
                "select of an ORM",
                "select o1_0.id,o1_0.created_at,o1_0.customer_id,c1_0.name,o1_0.status,o1_0.total"
                        + " from orders o1_0 left join customers c1_0 on c1_0.id=o1_0.customer_id where"
                        + " o1_0.status in ($1,$2,$3) and o1_0.created_at>=$4 and lower(c1_0.name) like"
                        + " $5 escape '' order by o1_0.created_at desc,o1_0.id fetch first $6 rows"
                        + " only");
        texts.put("a literal of 8 KB", "insert into t values ('" + "x".repeat(8_000) + "')");
        texts.put(
                "in-list of 1,000", "select * from t where id in (" + "12345,".repeat(999) + "1)");
        texts.put("begin", "BEGIN");
        texts.put("set", "SET search_path TO tenant_42, public");
        texts.put("set_config", "select set_config('search_path', 'tenant_42', false)");
        return texts;
    }

    private static Map<String, Work> effects(boolean direct) {
        Map<String, Work> works = new LinkedHashMap<>();
        Statements statements = new Statements();
        texts().forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            buffer.flip();
            works.put(
                    name,
                    direct
                            ? () -> statements.effects(buffer, true)
                            : () -> statements.effects(bytes, 0, bytes.length, true));
        });
        return works;
    }

    private static Map<String, Work> digests() {
        Map<String, Work> works = new LinkedHashMap<>();
        texts().forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            works.put(name, () -> Digest.of(bytes, 0, bytes.length, true).id());
        });
        return works;
    }

    private static Map<String, Work> steps() {
        Map<String, Work> works = new LinkedHashMap<>();
        texts().forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            works.put(name, () -> Step.of(bytes, 0, bytes.length, true).size());
        });
        return works;
    }

    private static void print(String what, int rounds, Map<String, Work> works) {
        Map<String, double[]> nanos = new LinkedHashMap<>();
        Map<String, Double> allocated = new LinkedHashMap<>();
        for (int round = -rounds; round < rounds; round++) {
            for (var work : works.entrySet()) {
                int calls = Math.max(1, BYTES / texts().get(work.getKey()).length());
                long before = THREADS.getCurrentThreadAllocatedBytes();
                long start = System.nanoTime();
                for (int i = 0; i < calls; i++) kept += work.getValue().run();
                double each = (double) (System.nanoTime() - start) / calls;
                long after = THREADS.getCurrentThreadAllocatedBytes();
                if (round < 0) continue;
                nanos.computeIfAbsent(work.getKey(), _ -> new double[rounds])[round] = each;
                allocated.merge(work.getKey(), (double) (after - before) / calls, Math::min);
            }
        }
        System.out.println(what);
        nanos.forEach((name, each) -> {
            Arrays.sort(each);
            double median = each[rounds / 2];
            int length = texts().get(name).length();
            System.out.printf(
                    "  %-32s %7d %9.2f %9.0f %12.1f%n",
                    name, length, median / length, median, allocated.get(name));
        });
    }
}
