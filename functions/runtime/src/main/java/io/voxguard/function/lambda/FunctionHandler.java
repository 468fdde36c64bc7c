package io.voxguard.function.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.quarkus.funqy.lambda.FunqyStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The handler that Lambda's Java runtime calls. Funqy's own hands the function its payload alone: this one also notes when Lambda would end the invocation, so that the
 * function can answer before that.
 */
public final class FunctionHandler implements RequestStreamHandler {
    private final FunqyStreamHandler funqy = new FunqyStreamHandler();

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        InvocationTime.within(context.getRemainingTimeInMillis(), () -> funqy.handleRequest(input, output, context));
    }
}
