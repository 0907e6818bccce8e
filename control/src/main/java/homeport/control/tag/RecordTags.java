package homeport.control.tag;

import homeport.control.name.Arn;
import homeport.control.name.TagHolder;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Records;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tags kept in the resource's own record. Safe from any thread.
 *
 * @param kind of the ARN
 * @param find the held record; throws the kind's own NotFound error
 * @param read a record's tags
 * @param write the record with other tags
 */
public record RecordTags<T>(
        String kind,
        Records<T> records,
        Commits commits,
        Function<Arn, Held<T>> find,
        Function<T, Map<String, String>> read,
        BiFunction<T, Map<String, String>, T> write)
        implements TagHolder {
    @Override
    public Map<String, String> tags(Arn arn) {
        return read.apply(find.apply(arn).value());
    }

    @Override
    public void retag(Arn arn, UnaryOperator<Map<String, String>> change) {
        commits.run(() -> {
            Held<T> held = find.apply(arn);
            Map<String, String> tags = change.apply(read.apply(held.value()));
            return new Attempt<>(
                    List.of(records.replace(held, write.apply(held.value(), tags))), tags);
        });
    }
}
