package homeport.control.instance;

import homeport.aws.Call;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Shows an instance to whoever called. */
final class Show {
    private final Surroundings around;

    Show(Surroundings around) {
        this.around = around;
    }

    DBInstance of(Call call, DbInstance asked, Observed seen) {
        String group = asked.settings().access().subnetGroup();
        return InstanceView.of(
                Instances.arn(call.region(), asked).toString(),
                asked,
                seen,
                around.subnetGroup(call, Optional.of(group)).shown(),
                around.certificateEnds());
    }
}
