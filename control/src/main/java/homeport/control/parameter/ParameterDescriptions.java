package homeport.control.parameter;

import homeport.aws.Call;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.Parameter;

/** What the describe actions of one kind of parameter groups tell. */
final class ParameterDescriptions {
    private final Groups groups;

    ParameterDescriptions(Groups groups) {
        this.groups = groups;
    }

    /**
     * What a describe action limits its answer to; each may be null.
     *
     * @param filters none: all rows
     */
    record Wanted(List<Filter> filters, Integer most, String marker) {}

    /**
     * @param name of the only one; null: all
     */
    Paging<ParameterGroup> groups(Call call, String name, Wanted wanted) {
        Filters.of(wanted.filters(), Map.of());
        List<ParameterGroup> rows =
                name == null ? groups.list(call.region()) : List.of(groups.get(call, name));
        return Paging.of(rows, wanted.most(), wanted.marker(), ParameterGroup::name);
    }

    /**
     * @param source user, system or engine-default; null for all
     */
    Paging<Parameter> parameters(Call call, String name, String source, Wanted wanted) {
        return parameters(groups.get(call, name), source, wanted);
    }

    /** Of a group that nobody changed. */
    Paging<Parameter> defaults(String family, Wanted wanted) {
        return parameters(
                ParameterGroup.ofFamily(groups.major(family), groups.kind()), null, wanted);
    }

    private Paging<Parameter> parameters(ParameterGroup group, String source, Wanted wanted) {
        List<Parameter> rows =
                ParameterRows.of(group, groups.family(group.major()), source, wanted.filters());
        return Paging.of(rows, wanted.most(), wanted.marker(), Parameter::parameterName);
    }

    /** The family's name as AWS spells it. */
    String family(String given) {
        return ParameterFamily.name(groups.major(given));
    }
}
