"""The file that internal/semantic/encoder reads (modelfile.go has its layout)."""

import hashlib
import json
import struct

import numpy as np
import torch

MAGIC, FORMAT = b"crosswalk encoder\n", 1
POSITIONS = 128  # tokens of a text that are read


def _floats(a) -> bytes:
    return np.ascontiguousarray(a.detach().float().numpy().astype("<f4")).tobytes()


def _rounded(w: torch.Tensor) -> tuple[bytes, bytes]:
    """Rows of whole numbers, -127 to 127, and what one of them stands for."""
    w = w.detach().float()
    scale = w.abs().amax(dim=1).clamp_min(1e-9) / 127
    return _floats(scale), torch.round(w / scale[:, None]).to(torch.int8).numpy().tobytes()


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> bytes:
    scale, cells = _rounded(weight)
    return scale + _floats(bias) + cells


def _norm(layer) -> bytes:
    return _floats(layer.weight) + _floats(layer.bias)


def _head(h) -> list[bytes]:
    out = []
    for side in (h.required, h.offered):
        out += [_floats(side.weight), _floats(side.bias)]
    return out + [_floats(h.hidden.weight), _floats(h.hidden.bias), _floats(h.out.weight), _floats(h.out.bias + h.bias), _floats(h.cosine)]


def encoder_file(model, vocabulary: list[str], trained: dict, projection: torch.Tensor | None = None, head=None) -> tuple[bytes, str]:
    """The file, and the name of the model, of a BERT or MPNet of transformers, with its vocabulary in the
    order of ids. A projection [output][hidden] is applied to the mean state."""
    c, e = model.config, model.embeddings
    mpnet = c.model_type == "mpnet"
    words = e.word_embeddings.weight[: len(vocabulary)]
    if mpnet:  # positions begin behind the padding's
        positions, buckets = e.position_embeddings.weight[c.pad_token_id + 1 :][:POSITIONS], c.relative_attention_num_buckets
    else:
        positions, buckets = e.position_embeddings.weight[:POSITIONS] + e.token_type_embeddings.weight[0], 0
    scale, cells = _rounded(words)
    body = ["".join(p + "\n" for p in vocabulary).encode(), scale, cells, _floats(positions), _norm(e.LayerNorm)]
    if mpnet:
        body.append(_floats(model.encoder.relative_attention_bias.weight))
    for layer in model.encoder.layer:
        if mpnet:
            a = layer.attention.attn
            q, k, v, out, norm = a.q, a.k, a.v, a.o, layer.attention.LayerNorm
        else:
            a = layer.attention.self
            q, k, v, out, norm = a.query, a.key, a.value, layer.attention.output.dense, layer.attention.output.LayerNorm
        body.append(_linear(torch.cat([q.weight, k.weight, v.weight]), torch.cat([q.bias, k.bias, v.bias])))
        body.append(_linear(out.weight, out.bias))
        body.append(_linear(layer.intermediate.dense.weight, layer.intermediate.dense.bias))
        body.append(_linear(layer.output.dense.weight, layer.output.dense.bias))
        body += [_norm(norm), _norm(layer.output.LayerNorm)]
    if projection is not None:
        body.append(_floats(projection))
    if head is not None:
        body += _head(head)
    payload = b"".join(body)
    header = {
        "format": FORMAT,
        "hash": hashlib.sha256(payload).hexdigest(),
        "shape": {
            "layers": c.num_hidden_layers, "hidden": c.hidden_size, "heads": c.num_attention_heads, "inner": c.intermediate_size,
            "pieces": len(vocabulary), "positions": POSITIONS, "buckets": buckets,
            "output": c.hidden_size if projection is None else projection.shape[0],
        },
        "head": None if head is None else {"narrow": head.required.out_features, "inner": head.hidden.out_features},
        "trained": trained,
    }
    front = json.dumps(header, indent=2).encode()
    return MAGIC + struct.pack("<I", len(front)) + front + payload, f"crosswalk-e{FORMAT}-{header['hash'][:12]}"
