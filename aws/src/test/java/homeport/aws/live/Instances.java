package homeport.aws.live;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/**
 * As much of RDS as shows the wire: an instance is creating when it is first described and
 * available from then on. Pages by {@code MaxRecords}, which the model does not bound.
 */
final class Instances {
    static final Instant CREATED = Instant.parse("2026-11-24T10:20:30.456Z");

    private final Map<String, DBInstance> instances = new LinkedHashMap<>();
    private final List<Tag> tags = new ArrayList<>();

    Service service() {
        return new Service("rds")
                .on("CreateDBInstance", CreateDbInstanceRequest::builder, this::create)
                .on("DescribeDBInstances", DescribeDbInstancesRequest::builder, this::describe)
                .on("AddTagsToResource", AddTagsToResourceRequest::builder, this::tag)
                .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::tags);
    }

    synchronized int count() {
        return instances.size();
    }

    private synchronized CreateDbInstanceResponse create(
            Call call, CreateDbInstanceRequest request) {
        String id = request.dbInstanceIdentifier();
        if (instances.containsKey(id))
            throw new AwsException("DBInstanceAlreadyExists", "DB instance already exists");
        if (id.equals("bug")) throw new IllegalStateException("homeport.secret.Class broke");
        DBInstance created =
                DBInstance.builder()
                        .dbInstanceIdentifier(id)
                        .dbInstanceClass(request.dbInstanceClass())
                        .engine(request.engine())
                        .masterUsername(request.masterUsername())
                        .allocatedStorage(request.allocatedStorage())
                        .multiAZ(request.multiAZ())
                        .instanceCreateTime(CREATED)
                        .dbInstanceStatus("creating")
                        .dbInstanceArn(call.arn("rds", "db:" + id))
                        .vpcSecurityGroups(
                                request.vpcSecurityGroupIds().stream()
                                        .map(group ->
                                                VpcSecurityGroupMembership.builder()
                                                        .vpcSecurityGroupId(group)
                                                        .status("active")
                                                        .build())
                                        .toList())
                        .tagList(request.tags())
                        .build();
        instances.put(id, created);
        return CreateDbInstanceResponse.builder().dbInstance(created).build();
    }

    private synchronized DescribeDbInstancesResponse describe(
            Call call, DescribeDbInstancesRequest request) {
        String id = request.dbInstanceIdentifier();
        if (id != null && !instances.containsKey(id))
            throw new AwsException("DBInstanceNotFound", "DBInstance " + id + " not found.");
        List<DBInstance> found =
                id == null ? List.copyOf(instances.values()) : List.of(instances.get(id));
        int from = request.marker() == null ? 0 : Integer.parseInt(request.marker());
        int to = Math.min(found.size(), from + (id != null ? 1 : 2));
        List<DBInstance> page = found.subList(from, to);
        page.forEach(shown ->
                instances.put(
                        shown.dbInstanceIdentifier(),
                        shown.toBuilder().dbInstanceStatus("available").build()));
        return DescribeDbInstancesResponse.builder()
                .dbInstances(page)
                .marker(to < found.size() ? String.valueOf(to) : null)
                .build();
    }

    private synchronized AddTagsToResourceResponse tag(
            Call call, AddTagsToResourceRequest request) {
        tags.addAll(request.tags());
        return AddTagsToResourceResponse.builder().build();
    }

    private synchronized ListTagsForResourceResponse tags(
            Call call, ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder().tagList(tags).build();
    }
}
