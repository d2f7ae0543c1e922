package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.proto.v1.DeleteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron delete COLLECTION ID...}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes points by id; ids that do not exist are ignored.")
final class DeleteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "COLLECTION")
    private String collection = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "ID",
            description = "Digits are a number; text:7 is the text 7.")
    private List<String> ids = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        DeleteRequest request = DeleteRequest.newBuilder()
                .setCollection(collection)
                .addAllIds(ids.stream().map(PointIdOption::parse).toList())
                .build();
        try (VectronClient client = Main.of(spec).connect()) {
            System.out.println("deleted " + client.delete(request).getWritten() + " ids");
        }
        return Main.OK;
    }
}
