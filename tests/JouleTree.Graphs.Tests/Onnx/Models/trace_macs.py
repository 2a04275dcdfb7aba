"""Multiply-accumulates of what ONNX Runtime really ran, from the shapes in its own trace: a reference that shares no code with JouleTree.

    trace_macs.py TRACE.json MODEL.onnx

TRACE.json is what a session with profiling writes, with graph optimisation off. Prints the sum of one run, and that of each operator type.
"""
import json
import sys

import onnx


def product(sizes):
    result = 1
    for size in sizes:
        result *= size
    return result


def collect(graph, weights, nodes):
    """Shapes of stored tensors and nodes by name, those of graphs inside nodes too."""
    for tensor in graph.initializer:
        weights[tensor.name] = list(tensor.dims)
    for node in graph.node:
        nodes[node.name] = node
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.type == onnx.AttributeProto.TENSOR:
                weights[node.output[0]] = list(attribute.t.dims)
            if attribute.type == onnx.AttributeProto.GRAPH:
                collect(attribute.g, weights, nodes)


def macs_of(event, weights, nodes):
    """Multiply-accumulates of one executed node, or 0 for a type that multiplies no matrices."""
    args = event["args"]
    op = args["op_name"]
    inputs = [list(entry.values())[0] for entry in args["input_type_shape"]]
    outputs = [list(entry.values())[0] for entry in args["output_type_shape"]]
    node = nodes.get(event["name"][: -len("_kernel_time")])

    def stored(index):
        # The engine repacks weights and then tells no shape of them.
        return weights.get(node.input[index]) if node is not None else None

    if op in ("Conv", "ConvInteger", "QLinearConv"):
        index = 3 if op == "QLinearConv" else 1
        return product(outputs[0]) * product((stored(index) or inputs[index])[1:])
    if op == "ConvTranspose":
        return product(inputs[0]) * product((stored(1) or inputs[1])[1:])
    if op in ("MatMul", "MatMulInteger", "QLinearMatMul"):
        return product(outputs[0]) * inputs[0][-1]
    if op == "Gemm":
        transposed = any(attribute.name == "transA" and attribute.i for attribute in node.attribute)
        return product(outputs[0]) * inputs[0][0 if transposed else 1]
    if op in ("LSTM", "GRU", "RNN"):
        directions, gates, width = stored(1) or inputs[1]
        hidden = (stored(2) or inputs[2])[2]
        return inputs[0][0] * inputs[0][1] * directions * gates * (width + hidden)
    return 0


def main(trace, model):
    weights, nodes = {}, {}
    collect(onnx.load(model).graph, weights, nodes)
    with open(trace, encoding="utf-8") as file:
        events = json.load(file)
    runs = sum(event.get("name") == "model_run" for event in events) or 1
    sums = {}
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            macs = macs_of(event, weights, nodes)
            if macs:
                op = event["args"]["op_name"]
                sums[op] = sums.get(op, 0) + macs // runs
    print(sum(sums.values()), sums)


if __name__ == "__main__":
    main(*sys.argv[1:])
