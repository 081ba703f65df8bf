"""Texts and JSON made small. Many are short, so the packer is told beforehand what they look like."""

import zlib

from affidavit.model.errors import CaseError

# What documents and layers commonly hold; the likeliest stand last, where references are shortest.
# Changing it makes old databases unreadable: they are built again by `affidavit rebuild`.
_COMMON = (
    '"],["X-Mailman-Version","2.0.11"],["X-Loop","X-Sent-To","X-Original-To","X-Authentication-Warning","Thread-Index",'
    '"X-Originating-Ip","X-MS-Exchange-Organization-","ARC-Authentication-Results","ARC-Seal","ARC-Message-Signature",'
    '"X-MS-Has-Attach","X-MimeOLE","Produced By Microsoft MimeOLE V6.00","X-MSMail-Priority","Normal","Importance",'
    '"X-Priority","3 (Normal)"],["X-Mailer","Microsoft Outlook Express 6.00","Mozilla Thunderbird","The Bat! (v",'
    '"User-Agent","Mutt/1.","Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.","DKIM-Signature","v=1; a=rsa-sha256;'
    ' c=relaxed/relaxed; d=; s=; h=from:to:subject:date:message-id:mime-version:content-type; bh=","Authentication-Results",'
    '" dkim=pass header.i= spf=pass smtp.mailfrom= dmarc=pass","List-Unsubscribe","<http://","List-Subscribe","List-Archive",'
    '"List-Post","<mailto:","List-Help","?subject=help>"],["List-Id","Precedence","bulk"],["X-Beenthere","Errors-To","Sender",'
    '"Reply-To","Cc","Return-Path","Delivered-To","In-Reply-To","References","Content-Transfer-Encoding","base64","8bit",'
    '"7bit","quoted-printable"],["Content-Disposition","inline","Content-Type","multipart/alternative; boundary=",'
    '"multipart/mixed; boundary=","text/html; charset=","text/plain; charset=us-ascii","text/plain; charset=\\"windows-1251\\"",'
    '"koi8-r","iso-8859-1","utf-8","; format=flowed"],["MIME-Version","1.0"],["Message-Id","Subject","Re: ","Date",'
    '"Mon, Tue, Wed, Thu, Fri, Sat, Sun, Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec 2022 2023 +0300 (PDT) -0700 (EDT)'
    ' -0400 +0000 (GMT)","From","To","Received","from localhost (localhost [127.0.0.1]) by  (Postfix) with ESMTP id '
    " for <>; with SMTP (8.11.6/8.11.6) (envelope-from ) by mail. (HELO ) (Exim  with IMAP (fetchmail-5.9.0) (single-drop);"
    ' with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id "]],"id":"doc-","in_reply_to":'
    '[],"kind":"message","message_id":"","metadata":{"charset":"declared us-ascii, is utf-8"},"participants":[{"address":"",'
    '"name":"","role":"from"},{"address":"","name":"","role":"reply-to"},{"address":"","name":"","role":"cc"},{"address":"",'
    '"name":"","role":"to"}],"references":[],"sha256":"","title":"","date":"+00:00","date_raw":"","headers":[["'
    " that have with this from they will would there their what about which when make can like time just him know take people "
    "into year your good some could them see other than then now look only come its over think also back after use two how "
    "С уважением, Добрый день! Здравствуйте, прошу сообщить договор завод поставка оборудования письмо который только можно "
    "чтобы после через будет были этого если так как для что это не на по от до из за мы вы он она они или при его её их "
    "З повагою, Доброго дня! З павагай, Добры дзень! Best regards, wrote:\n> "
).encode()


def pack(text: str) -> bytes:
    """A text as compressed UTF-8."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _COMMON)
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def unpack(raw: bytes) -> str:
    """The text that was packed; raises `CaseError` for bytes that are no packed text."""
    unpacker = zlib.decompressobj(-15, _COMMON)
    try:
        return (unpacker.decompress(raw) + unpacker.flush()).decode("utf-8", "surrogatepass")
    except (zlib.error, UnicodeDecodeError) as error:
        raise CaseError(
            f"a text in the database is damaged ({error}); `affidavit verify` says what else is, "
            "`affidavit rebuild` derives it again"
        ) from error
