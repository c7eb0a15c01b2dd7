"""Tiny models with random weights, saved as real ones are: what is tested is the way, not the picture."""

import torch
from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanImageToVideoPipeline, WanPipeline
from diffusers import WanTransformer3DModel, WanVACEPipeline, WanVACETransformer3DModel
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel

VOCABULARY = {"<pad>": 0, "</s>": 1, "<unk>": 2}
for code in range(33, 127):
    VOCABULARY.setdefault(chr(code), len(VOCABULARY))


def tokenizer(**options):
    """A word is a letter: nothing has to be fetched."""
    letters = Tokenizer(models.WordLevel(VOCABULARY, unk_token="<unk>"))
    split = [pre_tokenizers.Whitespace(), pre_tokenizers.Split("", "isolated")]
    letters.pre_tokenizer = pre_tokenizers.Sequence(split)
    letters.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    names = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    return PreTrainedTokenizerFast(tokenizer_object=letters, model_max_length=512, **names, **options)


def wan_parts():
    config = UMT5Config(vocab_size=len(VOCABULARY), d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4,
                        relative_attention_num_buckets=8, feed_forward_proj="gated-gelu", pad_token_id=0,
                        eos_token_id=1)  # fmt: skip
    vae = AutoencoderKLWan(base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1,
                           temperal_downsample=[False, True, True])  # fmt: skip
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True,
                                        num_train_timesteps=1000, flow_shift=3.0)  # fmt: skip
    return {"tokenizer": tokenizer(), "text_encoder": UMT5EncoderModel(config).eval(), "vae": vae, "scheduler": scheduler}


WAN = {"patch_size": (1, 2, 2), "num_attention_heads": 2, "attention_head_dim": 12, "out_channels": 16,
       "text_dim": 32, "freq_dim": 256, "ffn_dim": 32, "num_layers": 2, "cross_attn_norm": True,
       "qk_norm": "rms_norm_across_heads", "rope_max_seq_len": 32}  # fmt: skip


def save_wan(folder, change=lambda pipe: None, **options):
    torch.manual_seed(1)
    pipe = WanPipeline(transformer=WanTransformer3DModel(in_channels=16, **WAN), **wan_parts(), **options)
    change(pipe)
    pipe.save_pretrained(folder)


def save_wan_i2v(folder):
    """As Wan 2.2 has it: two experts, no image encoder."""
    torch.manual_seed(2)
    experts = [WanTransformer3DModel(in_channels=36, **WAN) for _ in range(2)]
    WanImageToVideoPipeline(transformer=experts[0], transformer_2=experts[1], boundary_ratio=0.9, image_encoder=None,
                            image_processor=None, **wan_parts()).save_pretrained(folder)  # fmt: skip


def save_wan_vace(folder):
    torch.manual_seed(3)
    transformer = WanVACETransformer3DModel(in_channels=16, vace_layers=[0], vace_in_channels=96, **WAN)
    WanVACEPipeline(transformer=transformer, **wan_parts()).save_pretrained(folder)
