"""Writes ONNX files of many kinds with PyTorch's exporter, and what PyTorch itself counts for each.

    export_models.py FOLDER [NAME...]

writes FOLDER/NAME.onnx and FOLDER/NAME.json: inputs (name to shape), parameters (elements of learned weights), macs (as
PyTorch dispatches them; null where the file's control flow decides).
"""
import json
import os
import sys
import warnings

import torch
import torchvision

import networks
from counting import macs_of

IMAGE = {"input": (1, 3, 224, 224)}
SMALL = {"input": (1, 3, 64, 64)}


def vision(name, inputs=None, **arguments):
    def build():
        return getattr(torchvision.models, name)(weights=None, **arguments)

    return build, inputs or IMAGE


class First(torch.nn.Module):
    """Gives back the first of a dictionary of results."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x)["out"]


def segmentation(name):
    def build():
        return First(getattr(torchvision.models.segmentation, name)(weights=None, weights_backbone=None, num_classes=5))

    return build, {"input": (1, 3, 96, 96)}


def detection(name, **arguments):
    class Detector(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = getattr(torchvision.models.detection, name)(weights=None, weights_backbone=None, **arguments)

        def forward(self, x):
            found = self.inner([x[0]])[0]
            return found["boxes"], found["scores"]

    return Detector, {"input": (1, 3, 160, 160)}


MODELS = {
    "resnet18": vision("resnet18"),
    "resnet50": vision("resnet50"),
    "vgg11_bn": vision("vgg11_bn"),
    "mobilenet_v3_small": vision("mobilenet_v3_small"),
    "mobilenet_v3_large": vision("mobilenet_v3_large"),
    "shufflenet_v2_x0_5": vision("shufflenet_v2_x0_5"),
    "squeezenet1_1": vision("squeezenet1_1"),
    "densenet121": vision("densenet121"),
    "googlenet": vision("googlenet", init_weights=False, aux_logits=False),
    "inception_v3": vision("inception_v3", {"input": (1, 3, 299, 299)}, init_weights=False, aux_logits=False),
    "efficientnet_b0": vision("efficientnet_b0"),
    "efficientnet_v2_s": vision("efficientnet_v2_s"),
    "regnet_y_400mf": vision("regnet_y_400mf"),
    "mnasnet0_5": vision("mnasnet0_5"),
    "resnext50_32x4d": vision("resnext50_32x4d"),
    "convnext_tiny": vision("convnext_tiny"),
    "vit_b_16": vision("vit_b_16"),
    "swin_t": vision("swin_t"),
    "deeplabv3_mobilenet_v3_large": segmentation("deeplabv3_mobilenet_v3_large"),
    "fcn_resnet50": segmentation("fcn_resnet50"),
    "lraspp_mobilenet_v3_large": (lambda: First(torchvision.models.segmentation.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None)), {"input": (1, 3, 96, 96)}),
    "ssdlite320_mobilenet_v3_large": detection("ssdlite320_mobilenet_v3_large"),
    "fasterrcnn_mobilenet_v3_large_320_fpn": detection("fasterrcnn_mobilenet_v3_large_320_fpn"),
    "tagger": (networks.Tagger, {"ids": (2, 12)}),
    "speech": (networks.Speech, {"features": (2, 40, 50)}),
    "unet": (networks.UNet, SMALL),
    "llama": (networks.Llama, {"input_ids": (2, 16)}),
    "t5": (networks.T5, {"input_ids": (2, 12), "decoder_input_ids": (2, 7)}),
    "gelus": (networks.Gelus, {"x": (4, 32)}),
    "counted": (networks.Counted, {"x": (4, 16)}),
    "while_loop": (networks.WhileLoop, {"x": (4, 16), "steps": ()}),
    "quantised": (networks.Quantised, {"image": (2, 3, 48, 48)}),
    "crnn": (networks.Crnn, {"image": (2, 1, 32, 100)}),
    "conformer": (networks.Conformer, {"features": (2, 120, 80)}),
    "wav2vec": (networks.Wav2Vec, {"wave": (1, 8000)}),
    "swin_v2_t": vision("swin_v2_t"),
    "maxvit_t": vision("maxvit_t"),
    "wide_resnet50_2": vision("wide_resnet50_2"),
    "regnet_x_400mf": vision("regnet_x_400mf"),
    "deeplabv3_resnet50": segmentation("deeplabv3_resnet50"),
    "maskrcnn_resnet50_fpn": detection("maskrcnn_resnet50_fpn"),
    "keypointrcnn_resnet50_fpn": detection("keypointrcnn_resnet50_fpn"),
    "retinanet_resnet50_fpn": detection("retinanet_resnet50_fpn"),
    "ssd300_vgg16": detection("ssd300_vgg16"),
    "transformer": (networks.TransformerPair, {"source": (2, 10, 64), "target": (2, 6, 64)}),
}
SCRIPTED = {"counted", "while_loop"}
DYNAMIC = {"tagger", "llama", "t5", "transformer"}
TOKENS = {"ids": 1000, "input_ids": 256, "decoder_input_ids": 256, "steps": 4}


def write(name, folder):
    torch.manual_seed(0)
    build, shapes = MODELS[name]
    model = build().eval()
    inputs = tuple(
        torch.randint(1, TOKENS[key], shape) if key in TOKENS else torch.rand(shape) for key, shape in shapes.items())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        macs = None if name in SCRIPTED or "rcnn" in name else macs_of(model, inputs)
        path = os.path.join(folder, name + ".onnx")
        free = {key: {0: "batch", 1: key + "_length" if name == "t5" else "sequence"} for key in shapes} if name in DYNAMIC else None
        if name == "transformer":
            free = {"source": {0: "batch"}, "target": {0: "batch"}}
        # Gradients stay on: without them PyTorch takes fused paths that its exporter does not know.
        torch.onnx.export(
            torch.jit.script(model) if name in SCRIPTED else model, inputs, path, opset_version=16,
            input_names=list(shapes), dynamic_axes=free)
    facts = {
        "inputs": {key: list(shape) for key, shape in shapes.items()},
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "macs": macs,
    }
    with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)


if __name__ == "__main__":
    torch.set_num_threads(1)
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in sys.argv[2:] or MODELS:
        try:
            write(name, sys.argv[1])
            print(name, flush=True)
        except Exception as error:  # one exporter's failure must not take the others along
            print(f"{name}: {type(error).__name__}: {str(error)[:300]}", file=sys.stderr, flush=True)
            if len(sys.argv) > 2 and os.environ.get("STRICT"):
                raise
