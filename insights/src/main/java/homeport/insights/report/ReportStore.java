package homeport.insights.report;

import homeport.store.Op;
import homeport.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Reports on record, until somebody deletes them. Safe from any thread. */
public final class ReportStore {
    /** Of one server; the oldest goes first. */
    private static final int REPORTS_MAX = 200;

    private static final int COMMIT_TRIES_MAX = 10;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;

    public ReportStore(Store store) {
        this.store = store;
    }

    /**
     * @param id {@code report-} and 17 hexadecimal digits
     */
    public record Report(
            String region,
            String resourceId,
            String id,
            Instant created,
            Instant start,
            Instant end,
            List<Finding> findings,
            Map<String, String> tags) {
        public Report {
            findings = List.copyOf(findings);
            tags = Map.copyOf(tags);
        }

        Report with(Map<String, String> changed) {
            return new Report(region, resourceId, id, created, start, end, findings, changed);
        }
    }

    public void add(Report report) {
        String key = key(report.region(), report.resourceId(), report.id());
        store.commit(List.of(Op.create(key, JSON.writeValueAsBytes(report))));
        List<Report> all = list(report.region(), report.resourceId());
        for (int i = REPORTS_MAX; i < all.size(); i++) delete(all.get(i));
    }

    /** The newest first. */
    public List<Report> list(String region, String resourceId) {
        List<Report> all = new ArrayList<>();
        for (Store.Entry one : store.list(folder(region, resourceId)).entries()) all.add(read(one));
        all.sort(Comparator.comparing(Report::created).thenComparing(Report::id).reversed());
        return all;
    }

    public Optional<Report> find(String region, String resourceId, String id) {
        return store.get(key(region, resourceId, id)).map(ReportStore::read);
    }

    public void delete(Report report) {
        store.commit(List.of(Op.delete(key(report.region(), report.resourceId(), report.id()))));
    }

    /**
     * @return false when the report is gone, or others change it all the time
     */
    public boolean tag(Report report, UnaryOperator<Map<String, String>> change) {
        String key = key(report.region(), report.resourceId(), report.id());
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Store.Entry> held = store.get(key);
            if (held.isEmpty()) return false;
            Report now = read(held.get());
            Report after = now.with(change.apply(new HashMap<>(now.tags())));
            byte[] value = JSON.writeValueAsBytes(after);
            Op replace = Op.replace(key, value, held.get().revision());
            if (store.commit(List.of(replace)).isPresent()) return true;
        }
        return false;
    }

    private static Report read(Store.Entry entry) {
        return JSON.readValue(entry.value(), Report.class);
    }

    private static String folder(String region, String resourceId) {
        return "/pi/" + region + "/report/" + resourceId + "/";
    }

    private static String key(String region, String resourceId, String id) {
        return folder(region, resourceId) + id;
    }
}
