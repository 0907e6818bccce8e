package homeport.control.tag;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceResponse;

/** The tag actions, over whatever kinds of resource carry tags. */
public final class Tagging {
    private final Map<String, TagHolder> holders;

    /**
     * @param holders one for each kind of ARN
     */
    public Tagging(List<TagHolder> holders) {
        this.holders =
                holders.stream().collect(Collectors.toMap(TagHolder::kind, Function.identity()));
    }

    public void register(Service rds) {
        rds.on("AddTagsToResource", AddTagsToResourceRequest::builder, this::add)
                .on("RemoveTagsFromResource", RemoveTagsFromResourceRequest::builder, this::remove)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::list);
    }

    /** There is such a resource, in the caller's region and account. */
    public boolean exists(Call call, Arn arn) {
        try {
            holder(call, arn).tags(arn);
            return true;
        } catch (AwsException notThere) {
            return false;
        }
    }

    /** Whatever its region; empty when there is no such resource. */
    public Map<String, String> of(Arn arn) {
        TagHolder holder = holders.get(arn.kind());
        if (holder == null) return Map.of();
        try {
            return holder.tags(arn);
        } catch (AwsException gone) {
            return Map.of();
        }
    }

    private AddTagsToResourceResponse add(Call call, AddTagsToResourceRequest asked) {
        Arn arn = Arn.parse(asked.resourceName());
        holder(call, arn).retag(arn, tags -> Tags.merged(tags, asked.tags()));
        return AddTagsToResourceResponse.builder().build();
    }

    private RemoveTagsFromResourceResponse remove(Call call, RemoveTagsFromResourceRequest asked) {
        Arn arn = Arn.parse(asked.resourceName());
        holder(call, arn)
                .retag(
                        arn,
                        tags -> {
                            Map<String, String> left = new TreeMap<>(tags);
                            left.keySet().removeAll(asked.tagKeys());
                            return left;
                        });
        return RemoveTagsFromResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest asked) {
        Filters.of(asked.filters(), Map.of());
        Arn arn = Arn.parse(asked.resourceName());
        return ListTagsForResourceResponse.builder()
                .tagList(Tags.list(holder(call, arn).tags(arn)))
                .build();
    }

    private TagHolder holder(Call call, Arn arn) {
        TagHolder holder = holders.get(arn.kind());
        if (holder == null)
            throw AwsException.invalidValue("No resource of this kind carries tags: " + arn);
        if (!arn.region().equals(call.region()))
            throw AwsException.invalidValue(
                    "The specified resource name is of region %s, this is %s: %s"
                            .formatted(arn.region(), call.region(), arn));
        if (!arn.account().equals(call.account()))
            throw new AwsException(
                    "AccessDenied",
                    "The account %s may not reach %s".formatted(call.account(), arn));
        return holder;
    }
}
