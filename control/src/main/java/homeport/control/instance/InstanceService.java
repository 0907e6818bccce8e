package homeport.control.instance;

import homeport.aws.Service;
import homeport.control.event.Events;
import homeport.control.name.TagHolder;
import homeport.control.record.Commits;
import homeport.control.snapshot.Snapshots;
import homeport.store.Store;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StartDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.StopDbInstanceRequest;

/** The API actions on DB instances. */
public final class InstanceService {
    private final InstanceParts parts;
    private final CreateInstance create;

    /**
     * @param strict refuse what AWS refuses, see docs/reference/leniencies.md
     */
    public InstanceService(
            Store store,
            Instances instances,
            Snapshots snapshots,
            Addresses addresses,
            Events events,
            Surroundings around,
            Passwords passwords,
            ManagedSecrets secrets,
            Failovers failovers,
            Restorable restorable,
            boolean strict) {
        this.parts =
                new InstanceParts(
                        instances,
                        snapshots,
                        addresses,
                        events,
                        around,
                        passwords,
                        secrets,
                        failovers,
                        restorable,
                        new Rules(strict),
                        new Commits(store),
                        new Show(instances, around, failovers, restorable));
        this.create = new CreateInstance(parts);
    }

    public void register(Service rds) {
        DescribeInstances describe = new DescribeInstances(parts.instances(), parts.show());
        ModifyInstance modify = new ModifyInstance(parts);
        InstanceActions actions = new InstanceActions(parts);
        RestoreInstance restore = new RestoreInstance(parts, create);
        rds.on("CreateDBInstance", CreateDbInstanceRequest::builder, create::create);
        rds.on("DescribeDBInstances", DescribeDbInstancesRequest::builder, describe::describe);
        rds.on("ModifyDBInstance", ModifyDbInstanceRequest::builder, modify::modify);
        rds.on("DeleteDBInstance", DeleteDbInstanceRequest::builder, actions::delete);
        rds.on("RebootDBInstance", RebootDbInstanceRequest::builder, actions::reboot);
        rds.on("StopDBInstance", StopDbInstanceRequest::builder, actions::stop);
        rds.on("StartDBInstance", StartDbInstanceRequest::builder, actions::start);
        restore.register(rds);
    }

    /** For the actions on clusters. */
    public InstanceParts parts() {
        return parts;
    }

    public CreateInstance creation() {
        return create;
    }

    /** Tags of instances and of members of clusters. */
    public TagHolder tags() {
        return new InstanceTags(parts);
    }
}
